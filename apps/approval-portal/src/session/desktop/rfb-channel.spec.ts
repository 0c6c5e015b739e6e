import { RfbChannel } from './rfb-channel.js';

function opened() {
  const sent: number[][] = [];
  const heard: number[][] = [];
  const said = { closes: 0, ends: 0 };
  const channel = new RfbChannel({
    send: (bytes) => sent.push([...bytes]),
    close: () => (said.closes += 1),
  });
  channel.onmessage = ({ data }) => heard.push([...new Uint8Array(data)]);
  channel.onclose = () => (said.ends += 1);
  return { channel, sent, heard, said };
}

describe('the channel that noVNC takes for a socket', () => {
  it('has every member that noVNC looks for, and is open from the start', () => {
    const { channel } = opened();
    const members = [
      ...Object.keys(channel),
      ...Object.getOwnPropertyNames(Object.getPrototypeOf(channel) as object),
    ];
    for (const name of [
      'send',
      'close',
      'binaryType',
      'onerror',
      'onmessage',
      'onopen',
      'protocol',
      'readyState',
    ])
      expect(members).toContain(name);
    expect(channel.readyState).toBe(1);
  });

  it('keeps what comes early, and then gives it in order', () => {
    const { channel, heard } = opened();
    channel.receive(Uint8Array.of(1));
    channel.receive(Uint8Array.of(2, 3));
    expect(heard).toEqual([]);
    channel.flow();
    channel.receive(Uint8Array.of(4));
    expect(heard).toEqual([[1], [2, 3], [4]]);
  });

  it('gives a view into something larger as exactly its own bytes', () => {
    const { channel, heard } = opened();
    channel.flow();
    channel.receive(Uint8Array.of(1, 2, 3, 4).subarray(1, 3));
    expect(heard).toEqual([[2, 3]]);
  });

  it('sends nothing and hears nothing after the end, which it says once', () => {
    const { channel, sent, heard, said } = opened();
    channel.flow();
    channel.send(Uint8Array.of(1));
    channel.end();
    channel.end();
    channel.send(Uint8Array.of(2));
    channel.receive(Uint8Array.of(3));
    channel.close();
    expect([sent, heard, said]).toEqual([[[1]], [], { closes: 0, ends: 1 }]);
    expect(channel.readyState).toBe(3);
  });

  it('closes when the viewer stumbles over what it reads', () => {
    const { channel, said } = opened();
    channel.onmessage = () => {
      throw new Error('not RFB');
    };
    channel.flow();
    channel.receive(Uint8Array.of(1));
    expect(said.closes).toBe(1);
  });
});
