import '@remote-view/viewer/types/vue';
