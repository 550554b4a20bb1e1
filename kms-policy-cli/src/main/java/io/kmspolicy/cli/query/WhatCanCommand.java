package io.kmspolicy.cli.query;

import io.kmspolicy.analysis.query.AccessQuery;
import io.kmspolicy.analysis.query.ActionPatterns;
import io.kmspolicy.analysis.query.Answer;
import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.analysis.query.AtMostQuery;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.NamePatterns;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.cli.input.AtMostOption;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Progress;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code kms-policy what-can}: lists the actions that a principal may use on the keys of a policy
 * directory.
 */
@Command(
    name = "what-can",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Lists the actions that a principal may use on each key of a policy directory.")
public final class WhatCanCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(
      paramLabel = "PRINCIPAL",
      description =
          "The ARN of a user, a role (the answer is for one of its sessions), a session or the root"
              + " user, or a service principal.")
  private String principal = "";

  @Mixin private DirectoryQuestion question = new DirectoryQuestion();

  @Mixin private GivenOptions given = new GivenOptions();

  @Mixin private AtMostOption atMost = new AtMostOption();

  @Option(names = "--all", description = "List denied actions too.")
  private boolean all;

  @Option(
      names = "--action",
      split = ",",
      paramLabel = "ACTION",
      description = "An action or a pattern, such as kms:*Grant*; may be repeated (default: all).")
  private List<String> actions = List.of("kms:*");

  @Option(
      names = "--key",
      paramLabel = "PATTERN",
      description =
          "Ask about keys with such ARNs, ids or aliases only, as in alias/app-*; may be repeated.")
  private List<String> keys = new ArrayList<>();

  /** A command with this input and output. */
  public WhatCanCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    List<KmsAction> matching = ActionPatterns.matching(actions);
    return question.answer(
        context,
        (names, progress) -> answers(names, matching, progress),
        List.of(Answer::action, Answer::resource));
  }

  private List<Answer> answers(DirectoryNames names, List<KmsAction> matching, Progress progress) {
    Principal parsed = names.principal(principal);
    boolean showsDenied = all || question.shows(Result.DENIED);
    List<KmsResource.Key> asked = included(names);
    AccessQuery query =
        (showsDenied ? AccessQuery.of(names) : AccessQuery.ofAllowed(names))
            .given(given.keys(context));
    return answers(names, parsed, query, matching, asked)
        .peek(answer -> progress.step(answer.action()))
        .filter(answer -> showsDenied || answer.result() != Result.DENIED)
        .toList();
  }

  private Stream<Answer> answers(
      DirectoryNames names,
      Principal parsed,
      AccessQuery query,
      List<KmsAction> matching,
      List<KmsResource.Key> asked) {
    if (atMost.isOn(isNeeded(names, parsed, asked))) {
      return AtMostQuery.of(names, query).whatCan(parsed, matching, asked);
    }
    if (names.directory().policiesFor(parsed.caller(), new KmsResource.Any()).identity()
        instanceof PolicyLayer.Unknown) {
      context
          .err()
          .println(
              "the directory has no identity policies of " + Listing.firstOf(List.of(principal)));
    }
    return query.whatCan(parsed, matching, asked);
  }

  private static boolean isNeeded(
      DirectoryNames names, Principal parsed, List<KmsResource.Key> asked) {
    Set<Principal> principals = new LinkedHashSet<>(names.principals(asked));
    principals.add(parsed);
    return AtMostQuery.isNeeded(names, principals, asked);
  }

  private List<KmsResource.Key> included(DirectoryNames names) {
    for (String pattern : keys) {
      NamePatterns one = new NamePatterns(List.of(pattern));
      boolean isNeeded = NamePatterns.isName(pattern) || question.isExpecting();
      if (isNeeded && names.keys().stream().noneMatch(key -> one.include(names.namesOf(key)))) {
        throw new BadInputException(
            "--key: no key of the policy directory matches " + Quoting.quoteShort(pattern));
      }
    }
    NamePatterns patterns = new NamePatterns(keys);
    return names.keys().stream().filter(key -> patterns.include(names.namesOf(key))).toList();
  }
}
