/** Browsers write an error into the console for a socket that is closed before it is open: that one is closed when it is. */
export function closeSocket(socket: WebSocket): void {
  if (socket.readyState === WebSocket.CONNECTING) socket.addEventListener('open', () => socket.close(1000));
  else socket.close(1000);
}
