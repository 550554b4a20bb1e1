package io.kmspolicy.cli.prove;

import io.kmspolicy.cli.io.AccountOption;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.engine.proof.RequestFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kms-policy prove no-public}: whether callers that are not trusted are never allowed. */
@Command(
    name = NoPublicCommand.NAME,
    header = "Proves that no caller outside of trusted accounts is allowed anything.",
    description =
        "The account of the key is trusted. AWS services that call for themselves are left out,"
            + " unless --services counts them.")
public final class NoPublicCommand extends RequestsCommand {

  static final String NAME = "no-public";

  @Option(
      names = "--trusted-account",
      paramLabel = "ID",
      description = "An account that is trusted; can be repeated.")
  private List<String> accounts = new ArrayList<>();

  @Option(
      names = "--trusted-org",
      paramLabel = "ID",
      description = "The organization whose callers are trusted, by aws:PrincipalOrgID.")
  private @Nullable String organization;

  @Option(
      names = "--services",
      description = {
        "Count AWS services that call for themselves, on behalf of a resource of an account that"
            + " is not trusted."
      })
  private boolean services;

  /** A command with this input and output. */
  public NoPublicCommand(CliContext context) {
    super(context, NAME);
  }

  @Override
  RequestFilter requests() {
    accounts.forEach(account -> AccountOption.checked("--trusted-account", account));
    RequestFilter outside =
        RequestFilter.all().outside(Set.copyOf(accounts), Optional.ofNullable(organization));
    return services ? outside.withServices() : outside;
  }

  @Override
  List<String> leftOut() {
    return services
        ? List.of()
        : List.of("left out: AWS services that call for themselves; --services counts them");
  }
}
