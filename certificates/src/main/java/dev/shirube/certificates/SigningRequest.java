// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import dev.shirube.catalog.Problem;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What somebody sends to be given a certificate (PKCS #10, RFC 2986): a public key on P-256, and
/// the proof that the private one is theirs. Who they are, others tell: the name in it does not
/// count.
///
/// @param open the public key
public record SigningRequest(PublicKey open) {
  private static final String LABEL = "CERTIFICATE REQUEST";
  private static final Path NOWHERE = Path.of("");
  private static final int LONGEST = 16_384;
  private static final int SEQUENCE = 0x30;

  /// A request for the certificate of a key, as PEM.
  public static String make(KeyPair keys, String name) {
    try {
      byte[] info =
          Der.sequence(
              Der.integer(BigInteger.ZERO),
              Issuance.name(name),
              keys.getPublic().getEncoded(),
              Der.tagged(0xa0));
      byte[] signature = Issuance.signature(info, keys.getPrivate());
      return PemBlock.text(LABEL, Der.sequence(info, Issuance.ALGORITHM, Der.bits(signature)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with a key it made", e);
    }
  }

  /// A new key, as such requests have them.
  public static KeyPair keys() {
    try {
      return Issuance.keys();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no curve P-256", e);
    }
  }

  /// Reads a request that others sent.
  ///
  /// @throws CertificateFault when it is none, is for a key of another kind, or is not signed by it
  public static SigningRequest read(String pem) throws CertificateFault {
    List<Problem> problems = new ArrayList<>();
    List<PemBlock> blocks =
        pem.length() > LONGEST ? List.of() : PemBlock.blocks(NOWHERE, pem, problems);
    boolean is = blocks.size() == 1 && problems.isEmpty();
    if (!is || !blocks.getFirst().label().endsWith(LABEL)) {
      throw fault("certificate.request");
    }
    try {
      return of(blocks.getFirst().bytes());
    } catch (GeneralSecurityException | IndexOutOfBoundsException | IllegalArgumentException _) {
      throw fault("certificate.request");
    }
  }

  private static CertificateFault fault(String id) {
    return new CertificateFault(List.of(CertificateFault.problem(NOWHERE, 0, id)));
  }

  private static SigningRequest of(byte[] der) throws GeneralSecurityException, CertificateFault {
    DerReader outer = new DerReader(der);
    DerReader whole = outer.content(SEQUENCE);
    byte[] info = whole.whole(SEQUENCE);
    byte[] algorithm = whole.whole(SEQUENCE);
    byte[] signature = whole.content(0x03).rest();
    DerReader inner = new DerReader(info).content(SEQUENCE);
    byte[] version = inner.content(0x02).rest();
    inner.whole(SEQUENCE);
    byte[] key = inner.whole(SEQUENCE);
    boolean shaped =
        outer.isDone()
            && whole.isDone()
            && version.length == 1
            && version[0] == 0
            && signature.length > 1
            && signature[0] == 0;
    if (!shaped) {
      throw fault("certificate.request");
    }
    PublicKey open = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key));
    if (!Arrays.equals(algorithm, Issuance.ALGORITHM) || !isOnCurve(open)) {
      throw fault("certificate.request.key");
    }
    Signature checking = Signature.getInstance("SHA256withECDSA");
    checking.initVerify(open);
    checking.update(info);
    if (!checking.verify(Arrays.copyOfRange(signature, 1, signature.length))) {
      throw fault("certificate.request.signature");
    }
    return new SigningRequest(open);
  }

  /// Whether it is a point of P-256 itself: keys that are not give private ones away, or worse.
  private static boolean isOnCurve(PublicKey open) {
    ECParameterSpec wanted = P256.PARAMETERS;
    if (!(open instanceof ECPublicKey key)) {
      return false;
    }
    ECParameterSpec told = key.getParams();
    EllipticCurve curve = wanted.getCurve();
    boolean same =
        told.getCurve().equals(curve)
            && told.getOrder().equals(wanted.getOrder())
            && told.getGenerator().equals(wanted.getGenerator());
    if (!same || key.getW().equals(ECPoint.POINT_INFINITY)) {
      return false;
    }
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = key.getW().getAffineX();
    BigInteger y = key.getW().getAffineY();
    boolean inField =
        x.signum() >= 0 && y.signum() >= 0 && x.compareTo(p) < 0 && y.compareTo(p) < 0;
    BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB()).mod(p);
    return inField && y.multiply(y).mod(p).equals(right);
  }

  /// The curve, as this Java has it.
  private static final class P256 {
    static final ECParameterSpec PARAMETERS = ((ECPublicKey) keys().getPublic()).getParams();
  }
}
