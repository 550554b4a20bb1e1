package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.query.AccessQuery;
import io.kmspolicy.analysis.query.ActionPatterns;
import io.kmspolicy.analysis.query.Answer;
import io.kmspolicy.analysis.query.AtMostQuery;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.GivenKeys;
import io.kmspolicy.analysis.query.NamePatterns;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.cli.input.AtMostOption;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.Listing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy who-can}: lists the principals that may use actions on a key. */
@Command(
    name = "who-can",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    customSynopsis = {
      "kms-policy who-can ACTION... KEY --policies=DIRECTORY [OPTION...]",
      "kms-policy who-can ACTION... KEY --diff OLD NEW [OPTION...]"
    },
    description = {
      "Lists the principals that may use actions on a key: those of a policy directory, and those"
          + " that the key policy and the grants name. For each account, one more row is about"
          + " anybody else."
    })
public final class WhoCanCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(
      arity = "2..*",
      paramLabel = "ACTION... KEY",
      hideParamSyntax = true,
      description = {
        "IAM actions, such as kms:Decrypt, or patterns, such as kms:GenerateDataKey*.",
        "The key by its ARN, its id, or the ARN or the name of an alias."
      })
  private List<String> words = List.of();

  @Mixin private DirectoryQuestion question = new DirectoryQuestion();

  @Mixin private GivenOptions given = new GivenOptions();

  @Option(
      names = "--principal",
      paramLabel = "PATTERN",
      description =
          "Ask about principals with such names only, as in *:role/app-*; may be repeated.")
  private List<String> principals = new ArrayList<>();

  @Option(
      names = "--diff",
      arity = "2",
      paramLabel = "DIRECTORY",
      description =
          "Two policy directories, old and new: list the answers that differ, and exit with 1 if"
              + " there are any.")
  private List<String> diff = new ArrayList<>();

  @Mixin private AtMostOption atMost = new AtMostOption();

  /** A command with this input and output. */
  public WhoCanCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    List<KmsAction> actions = ActionPatterns.matching(words.subList(0, words.size() - 1));
    List<Function<Answer, String>> columns =
        actions.size() == 1
            ? List.of(Answer::principal)
            : List.of(Answer::action, Answer::principal);
    DirectoryQuestion.Query query = (names, progress) -> answers(names, actions, progress);
    if (diff.isEmpty()) {
      return question.answer(context, query, columns);
    }
    if (atMost.isGiven()) {
      throw new BadInputException(AtMostOption.NAME + ": not together with --diff");
    }
    if (diff.size() != 2) {
      throw new BadInputException("--diff: give two directories, once");
    }
    return question.compare(context, diff, query, columns);
  }

  private List<Answer> answers(DirectoryNames names, List<KmsAction> actions, Progress progress) {
    NamePatterns patterns = new NamePatterns(principals);
    Predicate<Principal> included =
        principal -> patterns.include(List.of(principal.name(), principal.bareName()));
    String key = words.get(words.size() - 1);
    GivenKeys keys = given.keys(context);
    Stream<Answer> all =
        saysMost(names, actions, key)
            ? AtMostQuery.of(names, keys).whoCan(actions, key, included)
            : AccessQuery.of(names).given(keys).whoCan(actions, key, included);
    List<Answer> answers = all.peek(answer -> progress.step(answer.action())).toList();
    // Of two directories, one may have principals that the other one does not have.
    if (answers.isEmpty() && diff.isEmpty() && principals.stream().anyMatch(NamePatterns::isName)) {
      throw new BadInputException("--principal: no principal matches " + Listing.oneOf(principals));
    }
    return answers;
  }

  /** Answers of two directories are compared as they are. */
  private boolean saysMost(DirectoryNames names, List<KmsAction> actions, String key) {
    return diff.isEmpty() && atMost.isOn(AtMostQuery.isNeeded(names, actions, key));
  }
}
