/** The contract's client over a WebSocket, as a script would have it: Bearer token, no Origin. */
import { WebSocket } from 'ws';
import { createClient, type Client, type Port } from '../../shared/contract/client.ts';

export interface SocketClient extends Client {
  /** Ends client and socket. */
  end(): void;
  /** The raw socket, for tests of what the client would never send. */
  readonly socket: WebSocket;
}

/** Resolves when the socket is open; rejects with the status of a refused upgrade. */
export async function connectRpc(url: string, token: string): Promise<SocketClient> {
  const socket = await openSocket(url, { authorization: `Bearer ${token}` });
  const port: Port = {
    send: (text) => {
      if (socket.readyState !== WebSocket.OPEN) throw new Error('not connected');
      socket.send(text);
    },
    receive: (listener) => {
      const onMessage = (data: unknown) => listener(String(data));
      socket.on('message', onMessage);
      return () => void socket.off('message', onMessage);
    },
    onLost: (listener) => {
      socket.on('close', listener);
      return () => void socket.off('close', listener);
    },
  };
  const client = createClient(port);
  return {
    ...client,
    socket,
    end: () => {
      client.close();
      socket.terminate();
    },
  };
}

/**
 * An open WebSocket with these headers; the error's message is the HTTP status of a refusal.
 * `onMessage` hears from the very first message on, which may come together with the opening.
 */
export function openSocket(
  url: string,
  headers: Record<string, string> = {},
  onMessage?: (data: Buffer, isBinary: boolean) => void,
): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false });
    if (onMessage) socket.on('message', onMessage);
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      socket.terminate();
      reject(new Error(String(response.statusCode)));
    });
    socket.on('error', reject);
  });
}
