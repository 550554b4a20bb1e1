package io.kmspolicy.lint.fix;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One statement or grant: one action of the catalogue, one key, one principal. Immutable. */
public final class Piece {

  private static final String PRINCIPAL_ARN = DerivedKey.PRINCIPAL_ARN.spelling();

  private final Place place;
  private final Grantee who;
  private final KmsAction action;
  private final KmsResource on;
  private final List<KmsResource> resources;
  private final List<CarriedCondition> tests;
  private final String sid;

  Piece(
      Place place,
      Grantee who,
      KmsAction action,
      KmsResource on,
      List<CarriedCondition> tests,
      String sid) {
    this(place, who, action, List.of(on), tests, sid);
  }

  /** A piece for an alias and its key, in this order; or for one resource. */
  Piece(
      Place place,
      Grantee who,
      KmsAction action,
      List<KmsResource> resources,
      List<CarriedCondition> tests,
      String sid) {
    this.place = place;
    this.who = who;
    this.action = action;
    this.on = resources.get(0);
    this.resources = List.copyOf(resources);
    this.tests = List.copyOf(tests);
    this.sid = sid;
  }

  /** Where it is added. */
  public Place place() {
    return place;
  }

  Grantee who() {
    return who;
  }

  KmsAction action() {
    return action;
  }

  List<CarriedCondition> tests() {
    return tests;
  }

  /** Whether a key policy names its principal by the account and a condition. */
  boolean isByCondition() {
    return place == Place.KEY_POLICY && who instanceof Grantee.ByCondition;
  }

  /** The statement, or the command that makes the grant. */
  public String text() {
    return place == Place.GRANT ? grantCommand() : statement(PolicyVersion.V2012_10_17);
  }

  /**
   * The statement in a document of a version. Values with <code>${</code> are escaped where the
   * document reads variables.
   */
  String statement(PolicyVersion version) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT,
        out ->
            out.object(
                () -> {
                  out.member("Sid", sid);
                  out.member("Effect", "Allow");
                  if (place == Place.KEY_POLICY) {
                    out.member("Principal").object(() -> principal(out));
                  }
                  out.member("Action", action.name());
                  out.member("Resource");
                  out.bareOrArray(
                      place == Place.KEY_POLICY
                          ? List.of("*")
                          : resources.stream().map(KmsResource::arn).toList(),
                      out::string);
                  Map<String, Map<String, List<String>>> conditions = conditions(version);
                  if (!conditions.isEmpty()) {
                    out.member("Condition").object(() -> write(conditions, out));
                  }
                }));
  }

  private void principal(JsonWriter out) {
    if (who instanceof Grantee.Service service) {
      out.member("Service", service.name());
    } else if (who instanceof Grantee.Named named) {
      out.member("AWS", named.arn());
    } else {
      out.member("AWS", ((Grantee.ByCondition) who).accountRoot());
    }
  }

  private Map<String, Map<String, List<String>>> conditions(PolicyVersion version) {
    Map<String, Map<String, List<String>>> byOperator = new LinkedHashMap<>();
    for (CarriedCondition test : tests) {
      byOperator
          .computeIfAbsent(test.operator(), first -> new LinkedHashMap<>())
          .put(
              test.key(),
              List.of(
                  version == PolicyVersion.V2012_10_17
                      ? test.value().replace("${", "${$}{")
                      : test.value()));
    }
    if (place == Place.KEY_POLICY && who instanceof Grantee.ByCondition by) {
      byOperator
          .computeIfAbsent(by.operator(), first -> new LinkedHashMap<>())
          .put(PRINCIPAL_ARN, by.arns());
    }
    return byOperator;
  }

  private static void write(Map<String, Map<String, List<String>>> conditions, JsonWriter out) {
    conditions.forEach(
        (operator, keys) ->
            out.member(operator)
                .object(
                    () ->
                        keys.forEach(
                            (key, values) -> {
                              out.member(key);
                              out.bareOrArray(values, out::string);
                            })));
  }

  /** The grant as {@code ListGrants} would return it. */
  String grant(String owner, String partition) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT,
        out ->
            out.object(
                () -> {
                  out.member("KeyId", on.arn());
                  out.member("GrantId", "0".repeat(64));
                  out.member("GranteePrincipal", ((Grantee.Named) who).arn());
                  out.member("IssuingAccount", "arn:" + partition + ":iam::" + owner + ":root");
                  out.member("Operations").strings(List.of(operation()));
                  if (!tests.isEmpty()) {
                    out.member("Constraints").object(() -> constraints(out));
                  }
                }));
  }

  private void constraints(JsonWriter out) {
    out.member("EncryptionContextSubset")
        .object(() -> tests.forEach(test -> out.member(test.contextName(), test.value())));
  }

  private String operation() {
    return action.name().substring("kms:".length());
  }

  private String grantCommand() {
    String constraints =
        tests.isEmpty()
            ? ""
            : " --constraints "
                + shell(
                    JsonWriter.text(
                        JsonWriter.Layout.COMPACT, out -> out.object(() -> constraints(out))));
    return "aws kms create-grant --key-id "
        + on.arn()
        + " --grantee-principal "
        + ((Grantee.Named) who).arn()
        + " --operations "
        + operation()
        + constraints;
  }

  private static String shell(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** The place and the action. */
  @Override
  public String toString() {
    return "Piece[" + place.words() + ", " + action.name() + "]";
  }
}
