import { FilesServerMessage, filesSubprotocol, type FilesClientMessage } from '@gatehouse/contracts';
import type { FileTransport } from './file-transport.js';

/**
 * The files socket of a running session. The session is named in the first message; who may open it is judged by the
 * cookie. Resolves when the gateway is ready; a refusal comes through `onRefused`, before or after, and is the end.
 */
export function openFilesSocket(
  sessionId: string,
  onRefused: (text: string) => void,
): Promise<FileTransport> {
  return new Promise((resolve, reject) => {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/api/files`, filesSubprotocol);
    socket.binaryType = 'arraybuffer';
    let isClosed = false;
    let heard: (bytes: Uint8Array) => void = () => undefined;
    let closed: () => void = () => undefined;
    socket.onopen = () => {
      const opening: FilesClientMessage = { type: 'open', sessionId };
      socket.send(JSON.stringify(opening));
    };
    const begin = (): void =>
      resolve({
        send: (bytes) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
        },
        onBytes: (listener) => (heard = listener),
        onClose: (listener) => {
          closed = listener;
          if (isClosed) listener();
        },
        close: () => socket.close(1000),
      });
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data !== 'string') return heard(new Uint8Array(data));
      const message = FilesServerMessage.safeParse(parse(data));
      if (!message.success) return;
      if (message.data.type === 'ready') begin();
      else onRefused(`${message.data.code}: ${message.data.text}`);
    };
    socket.onclose = () => {
      isClosed = true;
      closed();
      reject(new Error('the files socket was not opened'));
    };
  });
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return null;
  }
}
