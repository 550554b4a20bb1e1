package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.query.AnswerTable;
import io.kmspolicy.analysis.query.ServiceCallAnswer;
import io.kmspolicy.analysis.query.ServiceCallAnswer.Asked;
import io.kmspolicy.lint.fix.AwsDenial;
import io.kmspolicy.lint.fix.DeniedRequest;
import io.kmspolicy.lint.fix.Fix;
import io.kmspolicy.lint.fix.FixGenerator;
import io.kmspolicy.lint.report.FixReport;
import io.kmspolicy.model.catalogue.ServiceCall;
import io.kmspolicy.model.catalogue.ServiceCall.SentKey;
import io.kmspolicy.model.catalogue.ServiceCall.Service;
import io.kmspolicy.model.catalogue.ServiceUse;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.SafeText;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answers for the calls of a service, as text and as JSON.
 *
 * @param use the use
 * @param key the key
 * @param answers one for each call
 */
record ServiceCheckReport(ServiceUse use, KmsResource.Key key, List<ServiceCallAnswer> answers) {

  private static final String PAIRS = "kms:EncryptionContext:";

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
  private Optional<Fix> fix(ServiceCallAnswer answer) {
    return answer.asked().filter(unused -> answer.isDenied()).map(asked -> fix(answer, asked));
  }

  private Fix fix(ServiceCallAnswer answer, Asked asked) {
    Fix fix =
        FixGenerator.of(
            new DeniedRequest(asked.request(), asked.policies(), AwsDenial.none(), false));
    boolean lacksContext =
        fix.suggestions().isEmpty()
            && fix.close().isEmpty()
            && answer.decision() == Decision.IMPLICIT_DENY
            && answer.call().caller() instanceof Service;
    return lacksContext
        ? unknownPair(answer.call(), asked).map(pair -> withCommand(fix, pair)).orElse(fix)
        : fix;
  }

  /** A pair of the encryption context that the service sends, and whose value is not known. */
  private static Optional<String> unknownPair(ServiceCall call, Asked asked) {
    return call.keys().stream()
        .map(SentKey::name)
        .filter(name -> name.startsWith(PAIRS))
        .filter(
            name ->
                asked.request().context().get(ConditionContext.name(name))
                    instanceof ContextValue.PresentUnknown)
        .findFirst();
  }

  private Fix withCommand(Fix fix, String pair) {
    String command =
        "with it there is a fix: kms-policy service-check "
            + use.name()
            + " --key "
            + key.arn()
            + " --policies DIR --given "
            + pair
            + "=VALUE";
    return new Fix(
        fix.suggestions(),
        Stream.concat(fix.reasons().stream(), Stream.of(command)).toList(),
        fix.close(),
        fix.notes());
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

  private void write(ServiceCallAnswer answer, JsonWriter json) {
    json.member("action", answer.call().action());
    json.member("when", answer.call().when());
    json.member("caller", answer.caller());
    json.member("decision", answer.decision().text());
    json.member("reasons").strings(answer.reasons());
    fix(answer).ifPresent(fix -> FixReport.member(fix, json));
  }
}
