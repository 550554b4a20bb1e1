package io.kmspolicy.cli.query;

import static io.kmspolicy.cli.query.ServicePolicies.DELEGATION;
import static io.kmspolicy.cli.query.ServicePolicies.ROLE;
import static io.kmspolicy.cli.query.ServicePolicies.allow;
import static io.kmspolicy.cli.query.ServicePolicies.aws;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.analysis.query.ServiceUseQuery;
import io.kmspolicy.cli.query.ServicePolicies.Answer;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ServiceCall;
import io.kmspolicy.model.catalogue.ServiceCall.Certainty;
import io.kmspolicy.model.catalogue.ServiceUse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The example policies that AWS publishes for the uses of keys by services: {@code
 * query/service-examples.json} has their statements with names of this test, the page, and when it
 * was read.
 */
final class ServiceExamplesTest {

  /** Uses whose pages name the actions in words and publish no policy that allows them. */
  private static final Set<String> WITHOUT_EXAMPLE =
      Set.of(
          "s3-get",
          "s3-put",
          "s3-multipart",
          "lambda-environment",
          "eks-secrets",
          "firehose-stream",
          "kinesis-encrypt");

  private static final List<ServiceUse> USES = KmsCatalogue.bundled().serviceUses();

  /**
   * An example.
   *
   * @param calls the actions that the page gives it for; none for all of the use
   * @param words the actions that the page names instead of an example
   */
  private record Example(
      String use,
      String page,
      LocalDate read,
      List<String> calls,
      List<String> words,
      String role,
      List<String> keyPolicy,
      List<String> identity) {

    static Example of(JsonNode json) {
      return new Example(
          json.get("use").asText(),
          json.get("page").asText(),
          LocalDate.parse(json.get("read").asText()),
          texts(json.path("calls")),
          texts(json.path("words")),
          json.path("role").asText(ROLE),
          texts(json.path("keyPolicy")),
          texts(json.path("identity")));
    }

    private static List<String> texts(JsonNode array) {
      return StreamSupport.stream(array.spliterator(), false)
          .map(one -> one.isTextual() ? one.asText() : one.toString())
          .toList();
    }

    boolean isFor(String action) {
      return calls.isEmpty() || calls.contains(action);
    }

    boolean isPolicy() {
      return !keyPolicy.isEmpty() || !identity.isEmpty();
    }

    boolean isPolicyOf(String name) {
      return use.equals(name) && isPolicy();
    }

    private Stream<String> keyStatements() {
      return words.isEmpty()
          ? keyPolicy.stream()
          : Stream.of(allow(aws(ROLE), "", words.toArray(String[]::new)));
    }

    /** The answers of the calls that the example is for. */
    List<Answer> answers(Path root) {
      return answers(root, keyStatements(), identity.stream());
    }

    /** The same without the example. */
    List<Answer> answersWithout(Path root) {
      return answers(root, Stream.empty(), Stream.empty());
    }

    private List<Answer> answers(Path root, Stream<String> key, Stream<String> ofRole) {
      ServicePolicies policies =
          new ServicePolicies(root)
              .keyPolicy(Stream.concat(Stream.of(DELEGATION), key).toArray(String[]::new))
              .identity(
                  role.split(":")[4],
                  Stream.concat(Stream.of(allow("", "", "s3:*")), ofRole).toArray(String[]::new));
      List<String> options = new ArrayList<>();
      for (String part : ServiceUseQuery.parts(named(use))) {
        options.addAll(List.of("--role", part + "=" + role));
      }
      return policies.answers(use, options.toArray(String[]::new)).stream()
          .filter(answer -> isFor(answer.action()))
          .toList();
    }

    @Override
    public String toString() {
      return use + " " + page;
    }
  }

  static final List<Example> EXAMPLES = read();

  private static List<Example> read() {
    try (InputStream file =
        Objects.requireNonNull(
            ServiceExamplesTest.class.getResourceAsStream("/query/service-examples.json"))) {
      return StreamSupport.stream(new ObjectMapper().readTree(file).spliterator(), false)
          .map(Example::of)
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static ServiceUse named(String name) {
    return USES.stream().filter(use -> use.name().equals(name)).findAny().orElseThrow();
  }

  static List<ServiceUse> uses() {
    return USES;
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("EXAMPLES")
  @DisplayName("No use makes a certain denial of the example that AWS publishes for it")
  void answers_exampleOfAws_areNotDenied(Example example, @TempDir Path root) {
    assertThat(example.answers(root)).isNotEmpty().noneMatch(Answer::isDenied);
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("EXAMPLES")
  @DisplayName("Without the statements of the example a call is denied, so the example is asked")
  void answers_withoutTheExample_areDenied(Example example, @TempDir Path root) {
    assertThat(example.answersWithout(root)).anyMatch(Answer::isDenied);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uses")
  @DisplayName("Each documented call of a use is in an example, or the use is listed without one")
  void examples_ofEachUse_coverItsDocumentedCalls(ServiceUse use) {
    List<Example> examples =
        EXAMPLES.stream().filter(example -> example.use().equals(use.name())).toList();

    assertThat(examples).isNotEmpty();
    for (ServiceCall call : use.calls()) {
      if (call.certainty() == Certainty.DOCUMENTED) {
        assertThat(examples).as(call.action()).anyMatch(example -> example.isFor(call.action()));
      }
    }
  }

  @Test
  void examples_all_areOfAws() {
    assertThat(EXAMPLES)
        .extracting(Example::page)
        .allMatch(page -> page.matches("https://(docs\\.aws\\.amazon|repost\\.aws)[./].+"));
    assertThat(EXAMPLES).allMatch(example -> USES.contains(named(example.use())));
  }

  @Test
  void examples_usesWithoutOne_areListed() {
    assertThat(EXAMPLES).allMatch(example -> example.isPolicy() == example.words().isEmpty());
    assertThat(
            EXAMPLES.stream()
                .map(Example::use)
                .filter(use -> EXAMPLES.stream().noneMatch(one -> one.isPolicyOf(use))))
        .containsOnly(WITHOUT_EXAMPLE.toArray(String[]::new));
  }
}
