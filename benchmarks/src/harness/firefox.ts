/**
 * A Firefox that is installed, driven by WebDriver BiDi: Debian's `firefox-esr`, or the one that `FIREFOX` in the
 * environment names. Its WebRTC has no H.264 without a plugin that it would download, and nothing is downloaded here; its
 * WebCodecs decode H.264 with the system's libavcodec.
 */
import { existsSync } from 'node:fs';
import { launchBrowser, type LaunchedBrowser } from './launched-browser.ts';

const PREFERENCES = {
  // Nothing leaves this machine: neither for updates nor for plugins.
  'app.update.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'media.gmp-gmpopenh264.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'browser.safebrowsing.update.enabled': false,
  // Every address of ours is loopback.
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.autoplay.default': 0,
} as const;

/** Undefined where there is none. */
export function findFirefox(): string | undefined {
  return [process.env['FIREFOX'], '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(
    (path) => path !== undefined && existsSync(path),
  );
}

/** @param executablePath as {@link findFirefox} says */
export async function launchFirefox(executablePath: string): Promise<LaunchedBrowser> {
  return launchBrowser('firefox', async () => ({
    browser: 'firefox',
    executablePath,
    headless: true,
    extraPrefsFirefox: PREFERENCES,
  }));
}
