/** Signs viewers' tokens as a gateway does, and as one would that means harm. */
import { RIGHTS_OF, VIEWER_AUDIENCE, type PublicKey, type Role, type ViewerClaims } from '@remote-view/protocol';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTHeaderParameters, type JWTPayload } from 'jose';

export const SESSION = 'session-1';

export class Signer {
  readonly publicKey: PublicKey;
  readonly #privateKey: CryptoKey;

  private constructor(publicKey: PublicKey, privateKey: CryptoKey) {
    this.publicKey = publicKey;
    this.#privateKey = privateKey;
  }

  static async make(kid: string): Promise<Signer> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const { x } = await exportJWK(publicKey);
    return new Signer({ kty: 'OKP', crv: 'Ed25519', x: x!, kid }, privateKey);
  }

  /** @param claims in the place of, or beside, those of a good token of a minute */
  sign(claims: JWTPayload & Partial<ViewerClaims>, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
    return new SignJWT({ ...goodClaims('owner', 0), ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'rv-viewer+jwt', kid: this.publicKey.kid, ...header })
      .sign(this.#privateKey);
  }
}

/** @param now seconds since 1970 */
export function goodClaims(role: Role, now: number): ViewerClaims {
  const whose = { sid: SESSION, tid: 'default', sub: 'somebody' };
  return { aud: VIEWER_AUDIENCE, ...whose, role, rights: [...RIGHTS_OF[role]], iat: now, exp: now + 60 };
}
