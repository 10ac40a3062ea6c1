import { useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { RemoteView as RemoteViewElement } from '@remote-view/viewer';
import { RemoteView } from '@remote-view/viewer/react';

function App() {
  const view = useRef<RemoteViewElement>(null);
  const [open, setOpen] = useState(true);
  const [state, setState] = useState('idle');
  const [answer, setAnswer] = useState('nothing yet');

  return (
    <>
      {open && (
        <RemoteView
          ref={view}
          src="http://127.0.0.1:8080"
          scene="configurator"
          label="Headphones"
          onstatechange={(event) => setState(event.state)}
          onmessage={({ data }) => setAnswer(JSON.stringify(data))}
        />
      )}
      <p>
        <button id="paint" onClick={() => view.current?.send({ type: 'paint', color: '#b3262e' })}>
          Paint it red
        </button>{' '}
        <button
          id="close"
          onClick={() => {
            setOpen(false);
            // The view is gone before it can say so.
            setState('idle');
          }}
        >
          Close
        </button>
      </p>
      <p>
        Connection: <output id="state">{state}</output>
      </p>
      <p>
        The scene says: <output id="answer">{answer}</output>
      </p>
    </>
  );
}

createRoot(document.getElementById('app')!).render(<App />);
