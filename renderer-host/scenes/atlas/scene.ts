/**
 * A map with many things that have a name, and how a scene makes each of them known beyond its pixels: a tooltip and a
 * cursor for who points, an element with a name for who uses the keyboard or a screen reader.
 */
import { PerspectiveCamera, Scene, Vector3 } from 'three/webgpu';
import { MapControls } from 'three/addons/controls/MapControls.js';
import { defineScene, type SceneSize } from '@remote-view/renderer-host';
import { Bars } from './bars.ts';
import { Labels } from './labels.ts';
import { onClick } from '../shared/clicks.ts';
import { hearPage } from '../shared/page-messages.ts';
import { parsePageMessage } from './messages.ts';
import { createAtlas, MAP, MEASURE, MEASURES, readable, share, type Measure, type Town } from './places.ts';
import { createRelief, SEA } from './relief.ts';

const HOME = { target: new Vector3(0, 0, 0.4), away: new Vector3(0, 13, 12.6) };
/** From a town that was chosen. */
const CLOSE = new Vector3(0, 3.6, 4.4);
/** Seconds until a flight is over, nearly. */
const FLIGHT = 0.28;

export default defineScene({
  setup({ renderer, canvas, size, send, onMessage, semantics, signal }) {
    const atlas = createAtlas(5);
    const scene = new Scene();
    scene.background = SEA;
    const camera = new PerspectiveCamera(38, 1, 0.5, 80);
    const bars = new Bars(atlas);
    const labels = new Labels(
      bars.bars.map(({ town, group, mesh }) => ({ name: town.name, object: group, height: () => mesh.scale.y })),
    );
    camera.add(labels.group);
    scene.add(camera, createRelief(atlas), bars.group);

    const controls = new MapControls(camera, canvas);
    controls.enableDamping = true;
    controls.dampingFactor = 0.12;
    controls.minDistance = 3;
    controls.maxDistance = 44;
    controls.maxPolarAngle = 1.2;

    let measure: Measure = 'people';
    let hovered: Town | undefined;
    let selected: Town | undefined;
    let order: readonly number[] = [];
    let flight: { readonly target: Vector3; readonly away: Vector3 } | undefined;
    let touched = false;
    let stale = true;
    controls.addEventListener('change', () => {
      stale = true;
    });
    controls.addEventListener('start', () => {
      touched = true;
      flight = undefined;
    });

    const details = ({ name, island, values }: Town): string =>
      `${name}, ${island}: ${MEASURES.map((each) => readable(each, values[each])).join(', ')}`;
    const items = new Map(
      bars.bars.map(({ town, group }) => [
        town,
        semantics
          .add({
            id: town.id,
            role: 'button',
            name: town.name,
            description: details(town),
            tooltip: details(town),
            onActivate: () => choose(town),
            onFocus: () => point(town),
            onBlur: () => point(undefined),
          })
          .track(group, camera),
      ]),
    );
    semantics.label = 'Map of an archipelago with thirty towns';
    semantics.hover(
      camera,
      bars.bars.map(({ group }) => group),
    );

    const arrange = (): void => {
      const size = ({ values }: Town): number => share(measure, values[measure]);
      const weight = (town: Town): number => (town === selected || town === hovered ? 2 : 0) + size(town);
      order = bars.bars.map((_, index) => index).toSorted((a, b) => weight(townAt(b)) - weight(townAt(a)));
      bars.light(hovered, selected);
      stale = true;
    };
    const townAt = (index: number): Town => bars.bars[index]!.town;
    const point = (town: Town | undefined): void => {
      if (town === hovered) return;
      hovered = town;
      arrange();
    };
    const report = (): void => {
      const { title, unit } = MEASURE[measure];
      const picked = selected && { ...selected.values, name: selected.name, island: selected.island, id: selected.id };
      const towns = atlas.towns.map(({ id, name }) => ({ id, name }));
      send({ type: 'state', measure, title, unit, measures: [...MEASURES], picked: picked ?? null, towns });
    };
    const choose = (town: Town | undefined): void => {
      touched = town !== undefined;
      for (const [each, item] of items) item.update({ pressed: each === town });
      selected = town;
      const group = bars.bars.find((bar) => bar.town === town)?.group;
      flight = group === undefined ? home() : { target: group.position.clone(), away: CLOSE };
      if (town !== undefined) semantics.announce(details(town));
      arrange();
      report();
    };
    /** Narrow pictures need more distance for the same width. */
    const home = (): { readonly target: Vector3; readonly away: Vector3 } => ({
      target: HOME.target,
      away: HOME.away.clone().multiplyScalar(Math.max(1, 1.72 / camera.aspect)),
    });

    const stopMessages = hearPage({ onMessage, send }, parsePageMessage, (message) => {
      switch (message.type) {
        case 'measure':
          measure = message.name;
          bars.measure = measure;
          arrange();
          report();
          break;
        case 'town':
          choose(atlas.towns.find(({ id }) => id === message.id));
          break;
        case 'state':
          report();
          break;
        default:
          message satisfies never;
      }
    });

    onClick({ canvas, signal }, camera, (ray) => {
      const first = ray.intersectObjects(bars.bars.map(({ mesh }) => mesh))[0];
      const town = bars.bars.find(({ mesh }) => mesh === first?.object)?.town;
      if (town !== undefined) choose(town);
    });
    let pointed = semantics.hovered;
    const followPointer = (): void => {
      if (semantics.hovered === pointed) return;
      pointed = semantics.hovered;
      point(atlas.towns.find(({ id }) => id === pointed?.id));
    };

    const fly = (delta: number): void => {
      if (flight === undefined) return;
      const part = 1 - Math.exp(-delta / FLIGHT);
      const goal = flight.target.clone().add(flight.away);
      controls.target.lerp(flight.target, part);
      camera.position.lerp(goal, part);
      if (camera.position.distanceTo(goal) < 0.01) flight = undefined;
      stale = true;
    };

    const fit = ({ width, height, pixelRatio }: SceneSize): void => {
      camera.aspect = width / height;
      camera.updateProjectionMatrix();
      // A dot of a letter is a whole number of rendered pixels, and two at least, to survive the video.
      const unit = Math.max(2, Math.round(2 * pixelRatio)) / (2 * pixelRatio);
      labels.resize(camera, width / unit, height / unit);
      stale = true;
    };
    const goHome = (): void => {
      camera.position.copy(home().target).add(home().away);
      controls.target.copy(HOME.target);
      controls.update();
    };
    fit(size);
    goHome();
    bars.measure = measure;
    arrange();
    report();

    return {
      update({ delta }) {
        followPointer();
        fly(delta);
        controls.target.clamp(new Vector3(-MAP.x, 0, -MAP.z), new Vector3(MAP.x, 1, MAP.z));
        controls.update(delta);
        if (bars.advance(delta)) stale = true;
        if (!stale) return;
        stale = false;
        scene.updateMatrixWorld();
        labels.update(camera, order);
        renderer.render(scene, camera);
      },
      resize(changed) {
        fit(changed);
        if (!touched) goHome();
      },
      dispose() {
        stopMessages();
        controls.dispose();
        bars.dispose();
        labels.dispose();
      },
    };
  },
});
