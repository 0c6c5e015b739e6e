import { create } from 'qrcode';
import { useMemo } from 'react';

/** A QR code as one SVG path, dark on white in both schemes: cameras want the quiet zone light. */
export function QrPicture({ value, label, size = 200 }: { value: string; label: string; size?: number }) {
  const { path, side } = useMemo(() => draw(value), [value]);
  return (
    <svg
      className="qr"
      width={size}
      height={size}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
    >
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#14191D" shapeRendering="crispEdges" />
    </svg>
  );
}

const quiet = 4;

function draw(value: string): { path: string; side: number } {
  const { size, data } = create(value, { errorCorrectionLevel: 'M' }).modules;
  let path = '';
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      if (data[row * size + column]) path += `M${column + quiet} ${row + quiet}h1v1h-1z`;
  return { path, side: size + 2 * quiet };
}
