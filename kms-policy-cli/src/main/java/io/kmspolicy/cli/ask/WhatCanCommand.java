package io.kmspolicy.cli.ask;

import io.kmspolicy.cli.BadInputException;
import io.kmspolicy.cli.Surroundings;
import io.kmspolicy.interceptor.PolicyDirectory;
import io.kmspolicy.interceptor.PolicyDirectoryException;
import io.kmspolicy.model.Caller;
import io.kmspolicy.model.InvalidNameException;
import io.kmspolicy.model.KmsResource;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms-policy what-can}: what a principal may do with the keys of a policy directory. */
@Command(
    name = "what-can",
    description = "Lists what a principal may do with each key of a policy directory.")
public final class WhatCanCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "PRINCIPAL",
      description =
          "The ARN of a user, a role (one of its sessions is asked for), a session or the root"
              + " user, or a service principal.")
  private String principal = "";

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "DIRECTORY",
      description = "The policy directory.")
  private String root = "";

  @Option(names = "--all", description = "List what is denied too.")
  private boolean all;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** A command that reads and writes here. */
  public WhatCanCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec, "set by picocli");
    try {
      List<Answer> answers = answers(PrincipalNames.caller(principal));
      PrintWriter out = command.commandLine().getOut();
      if (json) {
        AnswerTable.json(answers, out);
      } else {
        AnswerTable.text(answers, answer -> answer.action() + "  " + answer.key(), out);
      }
      return 0;
    } catch (IOException | PolicyDirectoryException | InvalidNameException e) {
      throw BadInputException.of(e);
    }
  }

  private List<Answer> answers(Caller caller) throws IOException {
    PolicyDirectory directory = PolicyDirectory.load(surroundings.resolve(root));
    List<KmsResource.Key> keys = new DirectoryNames(surroundings.resolve(root)).keys();
    List<Answer> answers = new ArrayList<>();
    for (KmsAction action : KmsCatalogue.bundled().actions()) {
      List<? extends KmsResource> resources =
          action.needsNoKey() ? List.of(new KmsResource.Any()) : keys;
      for (KmsResource resource : resources) {
        Answer answer = Answer.of(directory, caller, action.name(), resource);
        if (all || !answer.result().equals("denied")) {
          answers.add(answer);
        }
      }
    }
    return answers;
  }
}
