package io.kmspolicy.replay.report;

import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.replay.ExplainedCall;

/** The report about one recorded call. */
public final class CallReport {

  private CallReport() {}

  /** An explained call as text. */
  public static String text(ExplainedCall call) {
    StringBuilder text = new StringBuilder();
    text.append("AWS: ").append(Quoting.escape(call.aws())).append('\n');
    if (!call.problem().isEmpty()) {
      String problem = Quoting.escape(call.problem());
      return text.append("not judged: ").append(problem).append('\n').toString();
    }
    text.append("policies: ").append(call.ours().text());
    text.append(call.sameLayer() ? "\n" : ", by another layer than AWS\n");
    for (Explanation check : call.checks()) {
      text.append('\n').append(check.toText());
    }
    return text.toString();
  }

  /** An explained call as JSON. */
  public static String json(ExplainedCall call) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT,
        out ->
            out.object(
                () -> {
                  out.member("aws", call.aws());
                  out.member("policies", call.ours().text());
                  out.member("sameLayer", call.sameLayer());
                  out.optionalMember("notJudged", call.problem());
                  out.member("checks").array(call.checks(), check -> out.raw(check.toJson()));
                }));
  }
}
