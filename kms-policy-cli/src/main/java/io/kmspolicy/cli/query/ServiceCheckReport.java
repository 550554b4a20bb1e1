package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.query.AnswerTable;
import io.kmspolicy.analysis.query.ServiceCallAnswer;
import io.kmspolicy.lint.fix.AwsDenial;
import io.kmspolicy.lint.fix.DeniedRequest;
import io.kmspolicy.lint.fix.Fix;
import io.kmspolicy.lint.fix.FixGenerator;
import io.kmspolicy.lint.report.FixReport;
import io.kmspolicy.model.catalogue.ServiceUse;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.SafeText;
import java.util.List;
import java.util.Optional;

/**
 * The answers for the calls of a service, as text and as JSON.
 *
 * @param use the use
 * @param key the key
 * @param answers one for each call
 */
record ServiceCheckReport(ServiceUse use, KmsResource.Key key, List<ServiceCallAnswer> answers) {

  /** One line for each call; longer ones are wrapped at a width. */
  String text(int width) {
    StringBuilder text = new StringBuilder();
    AnswerTable.wrap(use.title() + " (" + use.page() + ")", width, text);
    for (ServiceCallAnswer answer : answers) {
      String when = answer.call().when().isEmpty() ? "" : ", when " + answer.call().when();
      String line =
          "  "
              + answer.call().action()
              + " by "
              + answer.caller()
              + when
              + ": "
              + answer.decision().text()
              + (answer.decision() == Decision.ALLOWED || answer.reasons().isEmpty()
                  ? ""
                  : ": " + String.join("; ", answer.reasons()));
      AnswerTable.wrap(Quoting.escape(line), width, text);
    }
    for (ServiceCallAnswer answer : answers) {
      fix(answer)
          .ifPresent(
              fix ->
                  text.append('\n')
                      .append(Quoting.escape(answer.call().action() + " by " + answer.caller()))
                      .append(FixReport.text(fix)));
    }
    return SafeText.of(text.toString());
  }

  /** How to lift a denial that is certain; empty for other answers. */
  private static Optional<Fix> fix(ServiceCallAnswer answer) {
    return answer
        .asked()
        .filter(unused -> answer.isDenied())
        .map(
            asked ->
                FixGenerator.of(
                    new DeniedRequest(asked.request(), asked.policies(), AwsDenial.none(), false)));
  }

  /** A JSON object. */
  String json() {
    return JsonWriter.text(
            JsonWriter.Layout.PRETTY,
            json ->
                json.object(
                    () -> {
                      json.member("use", use.name());
                      json.member("page", use.page());
                      json.member("key", key.arn());
                      json.member("calls");
                      json.array(answers, answer -> json.object(() -> write(answer, json)));
                    }))
        + '\n';
  }

  private static void write(ServiceCallAnswer answer, JsonWriter json) {
    json.member("action", answer.call().action());
    json.member("when", answer.call().when());
    json.member("caller", answer.caller());
    json.member("decision", answer.decision().text());
    json.member("reasons").strings(answer.reasons());
    fix(answer).ifPresent(fix -> FixReport.member(fix, json));
  }
}
