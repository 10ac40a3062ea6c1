import '@remote-view/viewer/define';
import 'media-chrome';
