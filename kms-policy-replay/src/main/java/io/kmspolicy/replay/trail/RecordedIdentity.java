package io.kmspolicy.replay.trail;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who made a call, as records say it: what many events of one caller ask of it is found once.
 * Immutable.
 */
final class RecordedIdentity extends AbstractMap<String, Object> {

  private static final String ARN = "arn";

  /**
   * What an identity says about AWS services.
   *
   * @param invokedBy the service that made the call for the caller; empty if none is named
   * @param ofAws whether only AWS services assume the role of the session (rule 4.14)
   */
  record Services(String invokedBy, boolean ofAws) {

    /**
     * What an identity says about services.
     *
     * @param identity the member {@code userIdentity}
     */
    static Services of(Map<?, ?> identity) {
      return identity instanceof RecordedIdentity recorded ? recorded.services : find(identity);
    }

    private static Services find(Map<?, ?> identity) {
      return new Services(text(identity, "invokedBy"), isRoleOfAws(identity));
    }
  }

  private final Map<String, Object> members;
  private final Services services;

  private RecordedIdentity(Map<String, Object> members) {
    this.members = members;
    this.services = Services.find(members);
  }

  /** An identity with what was found in it. */
  @SuppressWarnings("unchecked") // objects are read as maps with names as keys
  static Object of(Object identity) {
    return identity instanceof Map<?, ?> read
        ? new RecordedIdentity((Map<String, Object>) read)
        : identity;
  }

  @Override
  @SuppressWarnings("NullAway") // a map's answer for a name that it does not have
  public @Nullable Object get(@Nullable Object name) {
    return members.get(name);
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return members.containsKey(name);
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return members.entrySet();
  }

  private static boolean isRoleOfAws(Map<?, ?> identity) {
    return text(identity, ARN).contains(":assumed-role/aws:")
        || (identity.get("sessionContext") instanceof Map<?, ?> session
            && session.get("sessionIssuer") instanceof Map<?, ?> issuer
            && text(issuer, ARN).contains(":role/aws-service-role/"));
  }

  private static String text(Map<?, ?> object, String member) {
    return object.get(member) instanceof String text ? text : "";
  }
}
