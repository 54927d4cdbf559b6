import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { Upload } from './upload.js';

const Page = () => {
  const [end, setEnd] = useState('not yet');
  return (
    <>
      <Upload id="0193e8a1-7c00-7abc-8def-0123456789ab" onEnd={setEnd} />
      <p>The upload is {end}</p>
    </>
  );
};

createRoot(document.querySelector('#root')!).render(<Page />);
