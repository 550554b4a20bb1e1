package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantsReport;
import io.kmspolicy.engine.report.LayerReport;
import io.kmspolicy.engine.report.LayerWords;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What layers say of a request, in words. */
final class StateWords {

  private StateWords() {}

  static String of(LayerReport layer) {
    String reason = layer.reason().isEmpty() ? "" : "; " + layer.reason().text();
    return switch (layer.kind()) {
      case NOT_APPLICABLE -> "not applicable" + reason;
      case NONE -> "none";
      case UNKNOWN -> "not known" + reason;
      case KNOWN -> of(layer.deny(), layer.allows(), form(layer)) + reason;
    };
  }

  /** In what form the key policy allows, where that is not enough by itself. */
  private static String form(LayerReport layer) {
    boolean direct = !layer.allow().direct().isImpossible();
    if (layer.type() != PolicyType.KEY || direct) {
      return "";
    }
    if (!layer.allow().role().isImpossible()) {
      return " to whoever is behind the session";
    }
    return layer.allow().account().isImpossible() ? "" : " to the caller's account";
  }

  static String of(GrantsReport grants) {
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

  /** What policies say that deny and allow so. */
  static String of(MatchResult deny, MatchResult allow) {
    return of(deny, allow, "");
  }

  private static String of(MatchResult deny, MatchResult allow, String form) {
    if (deny.isCertain()) {
      return "denied";
    }
    String allowed =
        switch (allow) {
          case MATCH -> "allowed";
          case NO_MATCH -> "not allowed";
          case INDETERMINATE -> "perhaps allowed";
        };
    return allowed + form + (deny.isImpossible() ? "" : ", perhaps denied");
  }

  /** Missing things in words, one each. */
  static List<String> of(MissingInformation missing) {
    List<String> words = new ArrayList<>(missing.context());
    missing.policies().forEach(member -> words.add("the " + layer(member)));
    words.addAll(missing.request());
    return words;
  }

  private static String layer(String member) {
    return Arrays.stream(PolicyType.values())
        .filter(type -> LayerWords.member(type).equals(member))
        .map(LayerWords::plural)
        .findFirst()
        .orElse(member);
  }
}
