package io.kmspolicy.replay.report;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.call.ExplainedCall;

/** The report about one recorded call. */
public final class CallReport {

  private CallReport() {}

  /** An explained call as text. */
  public static String text(ExplainedCall call) {
    StringBuilder text = new StringBuilder();
    call.wronglyNone()
        .ifPresent(
            layer ->
                text.append("WRONG STATEMENT: AWS denied this by the ")
                    .append(layer.words())
                    .append(", and the policies here state that there are none (")
                    .append(layer.word())
                    .append(" in `none` of directory.properties, or by an option). That was wrong")
                    .append(" when AWS denied it: other answers rest on it, too.\n"));
    text.append("AWS: ").append(Quoting.escape(call.aws())).append('\n');
    if (!call.problem().isEmpty()) {
      String problem = Quoting.escape(call.problem());
      return text.append("not judged: ").append(problem).append('\n').toString();
    }
    text.append("policies: ").append(call.ours().text());
    text.append(call.sameLayer() ? "\n" : ", by another layer than AWS\n");
    for (Explanation check : call.checks()) {
      text.append('\n').append(check.text());
    }
    return text.toString();
  }

  /** An explained call as JSON. */
  public static String json(ExplainedCall call) {
    return JsonWriter.text(JsonWriter.Layout.COMPACT, out -> out.object(() -> members(call, out)));
  }

  /** Writes the members of an explained call. */
  public static void members(ExplainedCall call, JsonWriter out) {
    out.member("aws", call.aws());
    out.member("policies", call.ours().text());
    out.member("sameLayer", call.sameLayer());
    out.optionalMember("notJudged", call.problem());
    out.optionalMember("wronglyNone", call.wronglyNone().map(PolicyType::word).orElse(""));
    out.member("checks").array(call.checks(), check -> out.raw(check.json()));
  }
}
