package io.kmspolicy.embeddedkms;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * A ciphertext that names its key: a version, the key's ARN, the nonce, and what AES-256-GCM made
 * of the plaintext with the encryption context as authenticated data.
 */
final class SealedBox {

  private static final int VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String keyArn;
  private final byte[] nonce;
  private final byte[] sealed;

  private SealedBox(String keyArn, byte[] nonce, byte[] sealed) {
    this.keyArn = keyArn;
    this.nonce = nonce;
    this.sealed = sealed;
  }

  /** The key that it names. */
  String keyArn() {
    return keyArn;
  }

  static SealedBox seal(StoredKey key, byte[] plaintext, Map<String, String> context) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key.material(), nonce, context);
      return new SealedBox(key.arn(), nonce, cipher.doFinal(plaintext));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The plaintext; the context must be the one that it was sealed with. */
  byte[] open(StoredKey key, Map<String, String> context) {
    try {
      return cipher(Cipher.DECRYPT_MODE, key.material(), nonce, context).doFinal(sealed);
    } catch (GeneralSecurityException e) {
      throw KmsFault.invalidCiphertext();
    }
  }

  private static Cipher cipher(int mode, SecretKey key, byte[] nonce, Map<String, String> context)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(authenticated(context));
    return cipher;
  }

  /** The context with the length of every part, so that no two contexts give the same bytes. */
  private static byte[] authenticated(Map<String, String> context) {
    StringBuilder text = new StringBuilder();
    context.forEach(
        (name, value) ->
            text.append(name.length())
                .append(':')
                .append(name)
                .append(value.length())
                .append(':')
                .append(value));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeUTF(keyArn);
      out.write(nonce);
      out.write(sealed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static SealedBox parse(byte[] blob) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(blob))) {
      if (in.readByte() != VERSION) {
        throw KmsFault.invalidCiphertext();
      }
      return new SealedBox(in.readUTF(), in.readNBytes(NONCE_BYTES), in.readAllBytes());
    } catch (IOException e) {
      throw KmsFault.invalidCiphertext();
    }
  }
}
