import { protect } from './csrf.js';

protect(document.querySelector('form'));

const query = new URLSearchParams(location.search);
document.getElementById('refused').hidden = !query.has('refused');
document.getElementById('bye').hidden = !query.has('bye');
