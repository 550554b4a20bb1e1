package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantsTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;

/** Renders the results of layers as text. */
final class LayerStateText {

  private LayerStateText() {}

  static String of(LayerTrace layer) {
    String reason = layer.reason().isEmpty() ? "" : "; " + layer.reason().text();
    return switch (layer.kind()) {
      case NOT_APPLICABLE -> "not applicable" + reason;
      case NONE -> "none";
      case UNKNOWN -> "not known" + reason;
      case KNOWN -> of(layer.deny(), layer.allows(), form(layer)) + reason;
    };
  }

  /**
   * The form in which the key policy allows the request, if that form is not sufficient by itself.
   */
  private static String form(LayerTrace layer) {
    boolean direct = !layer.allow().direct().isNoMatch();
    if (layer.type() != PolicyType.KEY || direct) {
      return "";
    }
    if (!layer.allow().role().isNoMatch()) {
      return " to whoever is behind the session";
    }
    return layer.allow().account().isNoMatch() ? "" : " to the caller's account";
  }

  static String of(GrantsTrace grants) {
    return switch (grants.kind()) {
      case NOT_APPLICABLE -> "not applicable; " + grants.reason().text();
      case NONE -> "none";
      case UNKNOWN -> "not known";
      case KNOWN ->
          switch (grants.result()) {
            case MATCH -> "allowed";
            case NO_MATCH -> "not allowed";
            case INDETERMINATE -> "perhaps allowed";
          };
    };
  }

  /** The text for the results of Deny and Allow statements. */
  static String of(MatchResult deny, MatchResult allow) {
    return of(deny, allow, "");
  }

  private static String of(MatchResult deny, MatchResult allow, String form) {
    if (deny.isMatch()) {
      return "denied";
    }
    String allowed =
        switch (allow) {
          case MATCH -> "allowed";
          case NO_MATCH -> "not allowed";
          case INDETERMINATE -> "perhaps allowed";
        };
    return allowed + form + (deny.isNoMatch() ? "" : ", perhaps denied");
  }

  /** The texts of missing inputs, one per input. */
  static List<String> of(MissingInformation missing) {
    List<String> words = new ArrayList<>(missing.context());
    missing
        .policies()
        .forEach(
            member ->
                words.add("the " + LayerName.ofWord(member).map(LayerName::words).orElse(member)));
    words.addAll(missing.request());
    return words;
  }
}
