/** Forces off the page's thread; the places come back in one buffer that is handed over, not copied. */

import { type ForceRequest, runForce } from "./layout";

interface WorkerScope {
  onmessage: ((event: MessageEvent<ForceRequest>) => void) | null;
  postMessage(message: Float32Array, transfer: Transferable[]): void;
}

const scope = self as unknown as WorkerScope;

scope.onmessage = (event) => {
  const places = runForce(event.data);
  scope.postMessage(places, [places.buffer]);
};
