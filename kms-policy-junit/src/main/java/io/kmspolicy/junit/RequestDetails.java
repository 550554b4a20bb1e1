package io.kmspolicy.junit;

import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;

/** What a test states of one request besides caller, action and key. Not thread-safe. */
public final class RequestDetails {

  private static final String ENCRYPTION_CONTEXT = "kms:EncryptionContext:";
  private static final String CONTEXT_KEYS = "kms:EncryptionContextKeys";

  private final RequestContext.Builder context = RequestContext.builder();
  private final List<String> unknownLayers = new ArrayList<>();
  private String grantId = "";

  RequestDetails() {}

  /** Adds a pair of the encryption context. */
  public RequestDetails encryptionContext(String name, String value) {
    context.put(ENCRYPTION_CONTEXT + name, value).put(CONTEXT_KEYS, name);
    return this;
  }

  /** Sets a condition key, such as {@code aws:SourceVpce}. */
  public RequestDetails context(String key, String... values) {
    context.put(key, values);
    return this;
  }

  /**
   * States that the value of a condition key is not known; {@code PREFIX*} for all with a prefix.
   */
  public RequestDetails unknown(String keyOrPrefix) {
    context.unknown(keyOrPrefix);
    return this;
  }

  /** States that nothing is known of the condition keys that the test does not name. */
  public RequestDetails othersUnknown() {
    return unknown("*");
  }

  /**
   * States that a layer is not known.
   *
   * @param layer its name in a scenario, such as {@code serviceControl}
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

  RequestContext context() {
    return context.build();
  }

  List<String> unknownLayers() {
    return unknownLayers;
  }

  String grantId() {
    return grantId;
  }
}
