import '@remote-view/viewer/types/svelte';
