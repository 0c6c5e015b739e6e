export function BrandMark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path fill="currentColor" d="M2 4h4v16H2zM18 4h4v16h-4z" />
      <path fill="currentColor" d="M7 9h10v3H7z" />
    </svg>
  );
}
