package io.kmspolicy.testing;

import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A file of scenarios without policies, one a line, whose expected decisions are those of policies
 * under test. A condition key that a scenario does not state and that does not follow from its
 * caller and key is unknown; member {@code absent} states which keys the request does not have.
 * Member {@code because} of {@code expected} names statements by their {@code Sid}, and grants.
 *
 * @param name the name of the file in messages
 * @param scenarios the scenarios in the order of the file
 * @param problems the lines that cannot be used, each with its place and reason
 * @param warnings the first member that no scenario has and that was skipped, with its place
 */
public record ScenarioFile(
    String name, List<Entry> scenarios, List<String> problems, List<String> warnings) {

  /** Copies the lists. */
  public ScenarioFile {
    scenarios = List.copyOf(scenarios);
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
  }

  /**
   * A scenario.
   *
   * @param id its id
   * @param line its line in the file
   * @param answer its request with the policies under test and the expected answer
   */
  public record Entry(String id, int line, ExpectedAnswer answer) {

    /** The id, by which test reports name the scenario. */
    @Override
    public String toString() {
      return id;
    }
  }

  /**
   * Reads a file.
   *
   * @param name the name of the file in messages
   * @throws TestInputException if the file cannot be read
   */
  public static ScenarioFile read(Path file, String name, Policies policies) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException malformed) {
      throw new TestInputException(name + ": is not UTF-8");
    } catch (IOException failure) {
      throw new TestInputException(
          name
              + (Files.exists(file)
                  ? ": the file cannot be read: " + failure.getMessage()
                  : ": there is no such file"));
    }
    return new Lines(name, policies).read(text);
  }

  /** Reads the lines of one file. */
  private static final class Lines {

    private final String name;
    private final Policies policies;
    private final RequestCompletion completion;
    private final ScenarioReader reader;
    private final List<Entry> scenarios = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();

    Lines(String name, Policies policies) {
      this.name = name;
      this.policies = policies;
      this.completion = new RequestCompletion(policies);
      this.reader = ScenarioReader.create().source(name).warnings(this::warnOnce);
    }

    ScenarioFile read(String text) {
      int number = 0;
      for (String line : text.lines().toList()) {
        number++;
        if (!line.isBlank()) {
          try {
            add(line, number);
          } catch (PolicySyntaxException rejected) {
            rejected.problems().forEach(problem -> problems.add(problem.toString()));
          } catch (TestInputException wrong) {
            problems.add(name + ":" + number + ": " + wrong.getMessage());
          }
        }
      }
      return new ScenarioFile(name, scenarios, problems, warnings);
    }

    /** The lines of a file have the same members. */
    private void warnOnce(Problem problem) {
      if (warnings.isEmpty()) {
        warnings.add(problem.toString());
      }
    }

    private void add(String line, int number) {
      Scenario scenario = reader.line(number).read(line);
      JsonTree tree = JsonTree.parsed(line).orElseThrow();
      if (tree.member("policies").isPresent()) {
        throw new TestInputException(
            "the scenario has `policies`, but it is decided on "
                + policies.name()
                + "; remove them, or use `kms-policy evaluate --check`");
      }
      Decision decision =
          scenario
              .expected()
              .orElseThrow(
                  () ->
                      new TestInputException(
                          "the scenario expects nothing; add `\"expected\": {\"decision\":"
                              + " \"allowed\"}` or another decision"));
      Integer earlier = lines.putIfAbsent(scenario.id(), number);
      if (earlier != null) {
        throw new TestInputException(
            "the id `" + scenario.id() + "` is that of line " + earlier + "; it must be unique");
      }
      Expectation expectation = new Expectation(decision, because(tree));
      boolean statesManager =
          tree.member("request").flatMap(request -> request.member("keyManager")).isPresent();
      ExpectedAnswer answer = answer(scenario, number, statesManager, expectation);
      scenarios.add(new Entry(scenario.id(), number, answer));
    }

    private ExpectedAnswer answer(
        Scenario scenario, int number, boolean statesManager, Expectation expectation) {
      RequestContext given = (RequestContext) scenario.request().context();
      AuthorizationRequest request =
          completion.request(scenario.request(), new TestedKeys(given, scenario.absent()));
      PolicySet known = policies.policiesFor(request, statesManager);
      return new ExpectedAnswer(
          name + ":" + number + " " + scenario.id(),
          request,
          UnknownLayers.as(scenario.policies(), known),
          expectation);
    }

    /** The names in {@code because}: a string or an array of strings. */
    private static List<String> because(JsonTree scenario) {
      Optional<JsonTree> because =
          scenario.member("expected").flatMap(expected -> expected.member("because"));
      if (because.isEmpty()) {
        return List.of();
      }
      List<JsonTree> elements =
          because.get() instanceof JsonTree.Elements array
              ? array.elements()
              : List.of(because.get());
      List<String> names = new ArrayList<>();
      for (JsonTree element : elements) {
        names.add(
            element
                .string()
                .filter(text -> !text.isEmpty())
                .orElseThrow(
                    () ->
                        new TestInputException(
                            "`because` must be the Sid of a statement or the name of a grant, or an"
                                + " array of them")));
      }
      return names;
    }
  }
}
