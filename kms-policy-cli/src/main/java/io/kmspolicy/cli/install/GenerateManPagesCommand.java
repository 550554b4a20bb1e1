package io.kmspolicy.cli.install;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms-policy generate-man-pages}: writes a manual page for each command. */
@Command(
    name = "generate-man-pages",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Writes a manual page for each command into a directory.")
public final class GenerateManPagesCommand implements Callable<Integer> {

  private final CliContext context;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "DIRECTORY",
      description = "The directory, such as share/man/man1; it is made if it is missing.")
  private String directory = "";

  /** A command that writes below the directory of this context. */
  public GenerateManPagesCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    Path folder = Files.createDirectories(context.resolve(directory));
    write(Objects.requireNonNull(spec, "set by picocli").root().commandLine(), folder);
    return 0;
  }

  private static void write(CommandLine command, Path folder) throws IOException {
    ManPage page = new ManPage(command);
    Files.writeString(folder.resolve(page.name() + ".1"), page.text());
    for (CommandLine sub : command.getSubcommands().values()) {
      if (!sub.getCommandName().equals("help")) {
        write(sub, folder);
      }
    }
  }
}
