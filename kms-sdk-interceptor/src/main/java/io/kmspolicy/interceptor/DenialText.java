package io.kmspolicy.interceptor;

import io.kmspolicy.engine.DeterminingStatement;
import io.kmspolicy.engine.Explanation;
import io.kmspolicy.model.Decision;
import java.util.Locale;

/** Says in one sentence why a call was stopped. */
final class DenialText {

  private DenialText() {}

  static String of(CheckDecision.Asked check, Explanation explanation) {
    StringBuilder text = new StringBuilder();
    text.append('`').append(check.request().caller().arn()).append("` may not `");
    text.append(check.action()).append("` on `").append(check.request().resource().arn());
    text.append("`: ").append(check.decision().text()).append(", ");
    if (explanation.determiningStatements().isEmpty()) {
      text.append(withoutStatement(check.decision()));
    } else {
      append(text, explanation.determiningStatements().get(0));
    }
    return text.append("; stopped in the client, nothing was sent").toString();
  }

  private static String withoutStatement(Decision decision) {
    return decision == Decision.IMPLICIT_DENY
        ? "no policy and no grant allows it"
        : "whatever the policies that are not known here say";
  }

  private static void append(StringBuilder text, DeterminingStatement determining) {
    String sid = determining.statement().sid().orElse("");
    text.append("by ").append(sid.isEmpty() ? "a statement" : "statement `" + sid + "`");
    text.append(" of the ").append(determining.type().name().toLowerCase(Locale.ROOT));
    text.append(" policy `").append(determining.policy()).append('`');
    if (determining.statement().location().isKnown()) {
      text.append(" (").append(determining.statement().location()).append(')');
    }
  }
}
