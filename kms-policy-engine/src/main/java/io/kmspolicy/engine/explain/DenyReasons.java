package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.Derivation;
import io.kmspolicy.engine.report.Derivation.Fact;
import io.kmspolicy.engine.report.Derivation.Layer;
import io.kmspolicy.engine.report.Derivation.Line;
import io.kmspolicy.engine.report.EvaluationTrace;
import io.kmspolicy.engine.report.GrantsTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.engine.report.LayerTrace.LevelTrace;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the reasons for which a request is not allowed off its derivation: the operands that have
 * the result of the whole, down to the layers and lines of section 0 of {@code docs/semantics.md}.
 */
final class DenyReasons {

  private static final String UNKNOWN_KEY =
      "not known: the key, and so neither its policy nor its grants (rule 6.1)";

  private final EvaluationTrace trace;
  private final RequestAttributes attributes;
  private final String date;
  private final MatchResult result;
  private final Map<String, List<Derivation>> reasons = new LinkedHashMap<>();

  private DenyReasons(EvaluationTrace trace, String date) {
    this.trace = trace;
    this.attributes = trace.attributes();
    this.date = date;
    this.result = trace.verdict().allow().result();
  }

  /**
   * The conditions for permission that fail, if the request is not allowed; those that may fail, if
   * that is open. Each has the values whose result it explains.
   *
   * @param date the date of the catalogue
   */
  static Map<String, List<Derivation>> of(EvaluationTrace trace, String date) {
    DenyReasons found = new DenyReasons(trace, date);
    if (!found.result.isMatch()) {
      found.add(trace.verdict().allow(), 0);
    }
    return found.reasons;
  }

  /** Adds a reason, unless its text is empty. */
  private void say(String text, Derivation cause) {
    if (!text.isEmpty()) {
      reasons.computeIfAbsent(text, unused -> new ArrayList<>()).add(cause);
    }
  }

  /** The text for an unknown layer. */
  static String unknown(PolicyType type) {
    String may =
        type == PolicyType.RESOURCE_CONTROL ? "may deny it" : "may deny it or not allow it";
    return "not known: the " + type.words() + ", which " + may;
  }

  /** Either text, by whether the condition fails for certain. */
  private String either(String fails, String mayFail) {
    return result.isNoMatch() ? fails : mayFail;
  }

  /**
   * Adds the reasons of a value that has the result of the whole.
   *
   * @param line the line of section 0 that the value belongs to
   */
  private void add(Derivation value, int line) {
    if (value.result() != result) {
      return;
    }
    if (value instanceof Line numbered) {
      addLine(numbered, line);
    } else if (value instanceof Layer layer) {
      addLayer(layer, line);
    } else if (value instanceof Fact) {
      say(fact(line), value);
    } else if (!isOfOtherCallers(value)) {
      value.operands().forEach(operand -> add(operand, line));
    }
  }

  /** Whether an alternative is for callers in another relation to the account of the key. */
  private static boolean isOfOtherCallers(Derivation value) {
    return value instanceof Derivation.All
        && value.operands().get(0) instanceof Fact fact
        && fact.result().isNoMatch();
  }

  private void addLine(Line line, int outer) {
    Derivation value = line.operands().get(0);
    switch (line.number()) {
      case 6 -> add(value, value instanceof Fact ? 6 : outer);
      case 8, 9 -> {
        Derivation named = value.operands().get(0);
        add(named, line.number());
        if (!named.result().isNoMatch()) { // why the statement is not sufficient
          add(value.operands().get(1), line.number());
        }
      }
      case 11 -> say(attributes.isRetireGrant() ? retirement() : grants(), line);
      case 12 -> {
        List<Derivation> parts = value instanceof Fact ? List.of(value) : value.operands();
        parts.forEach(part -> add(part, 12));
      }
      default -> add(value, line.number());
    }
  }

  private void addLayer(Layer value, int line) {
    LayerTrace layer = trace.layer(value.type());
    if (value.type() == PolicyType.KEY && attributes.isUnknownKey()) {
      say(UNKNOWN_KEY, value);
    } else if (layer.kind() == Kind.UNKNOWN) {
      say(unknown(value.type()), value);
    } else if (value.type() == PolicyType.SERVICE_CONTROL) {
      layer.levels().forEach(level -> say(level(level), value));
    } else {
      say(layer(layer, line), value);
    }
  }

  private String level(LevelTrace level) {
    MatchResult allows = level.forms(Effect.ALLOW).any();
    // In a layer that applies only perhaps, what a level does not allow is open.
    boolean isShort = result.isNoMatch() ? allows.isNoMatch() : !allows.isMatch();
    String some = either("no ", "it is not known whether some ");
    return isShort
        ? some + "service control policy at " + level.target() + " allows it (rule 4.3)"
        : "";
  }

  private String layer(LayerTrace layer, int line) {
    return switch (layer.type()) {
      case VPC_ENDPOINT -> filter("the VPC endpoint policy", "4.6");
      case PERMISSIONS_BOUNDARY -> filter("the permissions boundary", "4.8");
      case SESSION ->
          attributes.isFederated() && layer.kind() == Kind.NONE
              ? "a federated user without a session policy has no permissions of the user"
                  + " (rule 4.12)"
              : filter("the union of the session policies", "4.8");
      case IDENTITY ->
          either(identity(line), "it is not known whether an identity policy allows it");
      case KEY ->
          either(
              layer.allows().isNoMatch() ? nobody(layer) : "",
              "it is not known whether a statement of the key policy allows it");
      default -> "";
    };
  }

  private String filter(String subject, String rule) {
    return either(subject + " does not allow", "it is not known whether " + subject + " allows")
        + " it (rule "
        + rule
        + ")";
  }

  private String identity(int line) {
    Forms key = trace.layer(PolicyType.KEY).allow();
    return switch (line) {
      case 9 ->
          "the key policy "
              + (key.account().isMatch() ? "leaves" : "may leave")
              + " it to the caller's account, but no identity policy allows it (rule 5.1)";
      case 10 ->
          (key.any().isNoMatch()
                  ? "no identity policy of the caller's account allows it"
                  : "the key policy "
                      + (key.any().isMatch() ? "allows" : "may allow")
                      + " it, but no identity policy of the caller's account")
              + " (rule 4.9)";
      default -> "no identity policy allows it, and nothing else could (rule 5.10)";
    };
  }

  private String nobody(LayerTrace key) {
    if (key.kind() == Kind.NONE) {
      return "there is no key policy";
    }
    if (attributes.isService()) {
      return "no statement of the key policy allows it to the service (rule 4.13)";
    }
    String accounts = attributes.caller() instanceof AccountCaller own ? " " + own.accountId() : "";
    if (!attributes.sameAccount().isMatch()) {
      return "no statement of the key policy allows it to the caller or to account"
          + accounts
          + " (rule 4.9)";
    }
    return !attributes.isRoot() && trace.identityOk().isMatch()
        ? "the key policy does not leave it to the caller's account"
            + accounts
            + ", so what identity policies allow does not count (rule 5.1)"
        : "no statement of the key policy allows it to the caller, to its role or to its account"
            + " (rules 5.1, 5.3)";
  }

  /** The text for a fact that fails or may fail; empty if there is none. */
  private String fact(int line) {
    String action = attributes.action();
    return switch (line) {
      case 5 -> usable(action);
      case 6 -> "an AWS service has no identity policies (rule 4.13)";
      case 12 -> {
        if (attributes.isReservedAlias()) {
          yield "aliases that begin with alias/aws/ cannot be created, changed or deleted"
              + " (rule 5.11)";
        }
        yield attributes.isAliasCheck()
            ? "aliases work in their own account only (rule 5.11)"
            : action + " works in the caller's own account only (rule 5.10)";
      }
      default -> {
        if (attributes.isUncatalogued()) {
          yield unlisted(action) + " and so not what may allow it (rule 6.16)";
        }
        yield attributes.isUnknownKey() ? UNKNOWN_KEY : "";
      }
    };
  }

  private String unlisted(String action) {
    return "the catalogue of " + date + " does not know " + action + ",";
  }

  private String usable(String action) {
    if (attributes.isAcrossPartitions()) {
      return "caller and key are in different partitions of AWS, which nothing crosses (rule 4.1)";
    }
    if (result.isNoMatch()) {
      return attributes.request().keyManager() == KeyManager.AWS
          ? "an AWS managed key cannot be used across accounts (rule 5.5)"
          : action + " cannot be used across accounts (rule 5.13, catalogue of " + date + ")";
    }
    return attributes.known().isEmpty()
        ? unlisted(action) + " so whether it works across accounts is not documented (rule 5.13)"
        : "it is not known whether " + action + " can be used across accounts";
  }

  private String retirement() {
    if (trace.grants().kind() == Kind.UNKNOWN) {
      return "not known: the grants, one of which may allow it";
    }
    String id = attributes.request().grantId();
    boolean isListed =
        id.isEmpty()
            || trace.grants().grants().stream().anyMatch(one -> one.grant().grantId().equals(id));
    return either(
        "no grant lets the caller retire it (rule 5.14)",
        isListed
            ? "it is not known whether the caller may retire every grant that may be meant (rule 5.14)"
            : "the grant that is meant is not among the listed ones (rule 5.14)");
  }

  private String grants() {
    GrantsTrace grants = trace.grants();
    return switch (grants.kind()) {
      case UNKNOWN ->
          attributes.isUnknownKey()
              ? UNKNOWN_KEY
              : "not known: the grants, one of which may allow it";
      case NONE -> grants.reason().isEmpty() ? "there is no grant" : "";
      case NOT_APPLICABLE -> grants.reason().text();
      case KNOWN ->
          either("no grant covers it (rule 5.6)", "it is not known whether a grant covers it");
    };
  }
}
