package io.kmspolicy.replay.trail;

import java.util.Map;

/**
 * Who made a call, as records say it: what many events of one caller ask of it is found once.
 * Immutable.
 */
final class RecordedIdentity extends SmallObject {

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

  private final Services services;

  private RecordedIdentity(SmallObject members) {
    super(members);
    this.services = Services.find(members);
  }

  /** An identity with what was found in it, unless it is large. */
  static Object of(Object identity) {
    return identity instanceof SmallObject members ? new RecordedIdentity(members) : identity;
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
