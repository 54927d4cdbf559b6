import { renderToString } from 'react-dom/server';
import { Upload } from './upload.js';

export const page = () => renderToString(<Upload id="0193e8a1-7c00-7abc-8def-0123456789ab" onEnd={() => {}} />);
