package io.kmspolicy.junit;

import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.testing.TestedKeys;
import java.util.ArrayList;
import java.util.List;

/** What a test states of one request besides caller, action and key. Not thread-safe. */
public final class RequestDetails {

  private static final String ENCRYPTION_CONTEXT = "kms:EncryptionContext:";

  private final RequestContext.Builder context = RequestContext.builder();
  private final List<String> absent = new ArrayList<>();
  private final List<String> unknownLayers = new ArrayList<>();
  private String grantId = "";

  RequestDetails() {}

  /** Adds a pair of the encryption context, which has no other pairs than those that are added. */
  public RequestDetails encryptionContext(String name, String value) {
    context.put(ENCRYPTION_CONTEXT + name, value);
    return this;
  }

  /** Sets a condition key, such as {@code aws:SourceVpce}. */
  public RequestDetails context(String key, String... values) {
    context.put(key, values);
    return this;
  }

  /**
   * States that the request does not have a condition key; {@code PREFIX*} for all with a prefix
   * that the test does not state, such as {@code kms:EncryptionContext:*}.
   */
  public RequestDetails absent(String keyOrPrefix) {
    absent.add(keyOrPrefix);
    return this;
  }

  /**
   * States that the request has no condition keys but those that the test states, those that follow
   * from the caller and the key, and those that every request has.
   */
  public RequestDetails nothingElse() {
    return absent("*");
  }

  /**
   * States that a condition key is not known, also where it would follow from the caller or the
   * key; {@code PREFIX*} for all with a prefix. It may be absent, unless every request has it.
   */
  public RequestDetails unknown(String keyOrPrefix) {
    context.unknown(keyOrPrefix);
    return this;
  }

  /**
   * Does nothing: condition keys that the test does not state are unknown, unless they follow from
   * the caller or the key.
   *
   * @deprecated leave it out; {@link #nothingElse} states the opposite
   */
  @Deprecated
  public RequestDetails othersUnknown() {
    return this;
  }

  /**
   * States that a layer is not known.
   *
   * @param layer its word, such as {@code scp}
   */
  public RequestDetails unknownLayer(String layer) {
    unknownLayers.add(layer);
    return this;
  }

  /** Sets the grant that {@code kms:RetireGrant} or {@code kms:RevokeGrant} names. */
  public RequestDetails grantId(String id) {
    grantId = id;
    return this;
  }

  TestedKeys keys() {
    return new TestedKeys(context.build(), absent);
  }

  List<String> unknownLayers() {
    return unknownLayers;
  }

  String grantId() {
    return grantId;
  }
}
