package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.engine.proof.RequestFilter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms-policy prove not-granted}: whether some requests are never allowed. */
@Command(
    name = NotGrantedCommand.NAME,
    header = "Proves that no request of some actions and callers is allowed.")
public final class NotGrantedCommand extends RequestsCommand {

  static final String NAME = "not-granted";

  @Option(
      names = "--action",
      required = true,
      paramLabel = "ACTION",
      description = "An action or a pattern of actions; can be repeated.")
  private List<String> actions = new ArrayList<>();

  @Option(
      names = "--principal",
      paramLabel = "PATTERN",
      description = {
        "The callers: a pattern of aws:PrincipalArn with * and ?, or the name of a service. Without"
            + " it, all callers."
      })
  private String principal = "";

  /** A command with this input and output. */
  public NotGrantedCommand(CliContext context) {
    super(context, NAME);
  }

  @Override
  RequestFilter requests() {
    return RequestFilter.all().actions(actions).principal(principal);
  }
}
