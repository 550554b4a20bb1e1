package io.kmspolicy.interceptor.decide;

import io.kmspolicy.engine.explain.Denial;
import io.kmspolicy.engine.explain.Denial.NearMiss;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Renders why a check is certain to be denied, without values of the request. */
final class DenialText {

  /** More than names of AWS have. */
  private static final int MAX_NAME = 200;

  private final Evaluated check;
  private final Function<PolicyType, String> provenance;

  /**
   * A text about a check.
   *
   * @param provenance what a source says of the policies of a type
   */
  DenialText(Evaluated check, Function<PolicyType, String> provenance) {
    this.check = check;
    this.provenance = provenance;
  }

  /** The statement that denies, or the policies that do not allow. */
  String of(Denial denial, Explanation explanation) {
    return denial.explicit() ? byStatement(denial) : byAbsence(denial, explanation.reasons());
  }

  private String byStatement(Denial denial) {
    if (denial.statements().isEmpty()) {
      return "denied by a Deny statement";
    }
    DeterminingStatement first = denial.statements().get(0);
    return "denied by "
        + label(first)
        + provenance.apply(first.type())
        + (denial.joint() ? ", or by another statement, whatever is unknown" : "");
  }

  private String byAbsence(Denial denial, List<String> reasons) {
    List<String> subjects = new ArrayList<>();
    denial.layers().forEach(type -> subjects.add(subject(type) + provenance.apply(type)));
    boolean isOne = subjects.size() == 1 && !denial.layers().get(0).words().endsWith("policies");
    String missing =
        subjects.isEmpty()
            ? String.join("; ", reasons.isEmpty() ? List.of("no policy and no grant") : reasons)
            : String.join(denial.joint() ? " or " : " and ", subjects)
                + (isOne ? " does not allow " : " do not allow ")
                + asked();
    return (denial.joint() ? "nothing allows it, whatever is unknown: " : "nothing allows it: ")
        + missing
        + nearest(denial)
        + (check.decision() == Decision.DENIED ? possible(denial) : "");
  }

  private String subject(PolicyType type) {
    return switch (type) {
      case IDENTITY -> "the caller's identity policies";
      case KEY -> "the key policy" + file(check.policies().key());
      default -> "the " + type.words();
    };
  }

  private String asked() {
    return check.action() + " on " + name(check.request().resource());
  }

  /** Such as {@code key/1234abcd-12ab-34cd-56ef-1234567890ab}; the whole ARN of an alias. */
  static String name(KmsResource resource) {
    return Quoting.oneLine(
        resource instanceof KmsResource.Key key ? "key/" + key.keyId() : resource.arn());
  }

  /** Such as {@code role App (111122223333)}. */
  static String name(Caller caller) {
    return Quoting.oneLine(
        caller instanceof Caller.AccountCaller member ? member.identity() : caller.arn());
  }

  /** The file of a layer, in parentheses. Empty if the layer was not read from a file. */
  private static String file(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? attached.policies().stream()
            .flatMap(policy -> policy.document().statements().stream())
            .map(statement -> statement.location().source())
            .filter(source -> !source.isEmpty())
            .findFirst()
            .map(source -> " (" + Quoting.oneLine(source) + ")")
            .orElse("")
        : "";
  }

  private static String nearest(Denial denial) {
    if (denial.nearMisses().isEmpty()) {
      return "";
    }
    NearMiss miss = denial.nearMisses().get(0);
    return "; " + label(miss.statement()) + " " + miss.clause();
  }

  /** The statements and the unknown layers that may deny it as well. */
  private String possible(Denial denial) {
    List<String> names = new ArrayList<>();
    denial.others().forEach(statement -> names.add(policy(statement)));
    Set<LayerName> unknown = LayerName.unknownIn(check.policies());
    unknown.remove(LayerName.GRANTS);
    unknown.forEach(layer -> names.add("the unknown " + layer.words()));
    return names.isEmpty()
        ? ""
        : "; " + String.join(", ", names.stream().distinct().toList()) + " may deny it as well";
  }

  private static String policy(DeterminingStatement statement) {
    return switch (statement.type()) {
      case SERVICE_CONTROL -> "SCP " + quoted(statement.policy());
      case RESOURCE_CONTROL -> "RCP " + quoted(statement.policy());
      default -> label(statement);
    };
  }

  /** A statement with its policy and its place. */
  static String label(DeterminingStatement determining) {
    String sid = determining.statement().sid().orElse("");
    String place = place(determining);
    return (sid.isEmpty() ? "a statement" : "statement " + quoted(sid))
        + " of the "
        + name(determining.type())
        + " "
        + quoted(determining.policy())
        + (place.isEmpty() ? "" : " (" + place + ")");
  }

  /** The file, line and column of a statement; empty if they are not known. */
  static String place(DeterminingStatement determining) {
    return determining.statement().location().isKnown()
        ? Quoting.oneLine(determining.statement().location().toString())
        : "";
  }

  /** A name that a file or a policy brings, which may be any text. */
  private static String quoted(String name) {
    return Quoting.quote(Quoting.shorten(name, MAX_NAME));
  }

  private static String name(PolicyType type) {
    return switch (type) {
      case IDENTITY -> "identity policy";
      case SESSION -> "session policy";
      case SERVICE_CONTROL -> "service control policy";
      case RESOURCE_CONTROL -> "resource control policy";
      case KEY -> "policy of key";
      case PERMISSIONS_BOUNDARY, VPC_ENDPOINT -> type.words();
    };
  }
}
