package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.Map;
import java.util.Optional;

/**
 * Who made the call of an event.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html">CloudTrail
 *     userIdentity element</a>
 */
final class RecordedCaller {

  private static final String ARN = "arn";
  private static final String TYPE = "type";
  private static final String INVOKED_BY = "invokedBy";

  private RecordedCaller() {}

  /**
   * What names the caller in a record.
   *
   * @param arn the caller's ARN; empty if the record has none
   * @param issuer the ARN of the role or user who created the session; empty if there is none
   */
  record Names(String arn, String issuer) {

    static Names of(TrailEvent event) {
      return new Names(text(event.identity(), ARN), issuerOf(event.identity()));
    }
  }

  /**
   * The caller, with the path of its role or the user who created its session as far as the record
   * names them.
   *
   * @return empty if the record does not identify a caller with an ARN: AWS services that call for
   *     themselves, and callers of other accounts, which the record names by account only
   */
  static Optional<Caller.AccountCaller> of(Names names) {
    if (names.arn().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Caller.parse(names.arn()) instanceof Caller.AccountCaller caller
          ? Optional.of(withIssuer(caller, Arn.parse(names.issuer())))
          : Optional.empty();
    } catch (InvalidNameException unknownForm) {
      return Optional.empty();
    }
  }

  private static Caller.AccountCaller withIssuer(
      Caller.AccountCaller caller, Optional<Arn> issuer) {
    if (caller instanceof Caller.RoleCaller session) {
      return issuer
          .flatMap(role -> role.resourceOfKind("role"))
          .filter(name -> name.substring(name.lastIndexOf('/') + 1).equals(session.roleName()))
          .map(name -> "/" + name.substring(0, name.lastIndexOf('/') + 1))
          .<Caller.AccountCaller>map(path -> session.withPath(new Caller.RolePath.Known(path)))
          .orElse(session);
    }
    if (caller instanceof Caller.FederatedUser federated) {
      return issuer
          .flatMap(user -> user.resourceOfKind("user"))
          .<Caller.AccountCaller>map(
              name -> federated.madeBy(new Caller.FederatingUser.Named(name)))
          .orElse(federated);
    }
    return caller;
  }

  /** The ARN of the role or user who created the session; empty if there is none. */
  private static String issuerOf(Map<String, Object> identity) {
    return identity.get("sessionContext") instanceof Map<?, ?> session
            && session.get("sessionIssuer") instanceof Map<?, ?> issuer
            && issuer.get(ARN) instanceof String arn
        ? arn
        : "";
  }

  /**
   * The AWS service that made the call for the caller; empty for a direct call, and if the record
   * does not name it.
   */
  static String invokedBy(TrailEvent event) {
    return text(event.identity(), INVOKED_BY);
  }

  /** The type of the identity, such as {@code AWSAccount}. */
  static String type(TrailEvent event) {
    String type = text(event.identity(), TYPE);
    return type.isEmpty() ? "without a type" : type;
  }

  /** The unique id, which is the value of {@code aws:userid}. */
  static String principalId(TrailEvent event) {
    return text(event.identity(), "principalId");
  }

  /** Whether the record says that the session was authenticated with MFA. */
  static boolean isMfaAuthenticated(TrailEvent event) {
    return event.identity().get("sessionContext") instanceof Map<?, ?> session
        && session.get("attributes") instanceof Map<?, ?> attributes
        && "true".equals(attributes.get("mfaAuthenticated"));
  }

  private static String text(Map<String, Object> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }
}
