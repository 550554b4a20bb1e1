package io.kmspolicy.cli.input;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.inputs.ResourceAddresses;
import io.kmspolicy.inputs.address.Addresses;
import io.kmspolicy.model.problem.BadInputException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says where the Terraform source of plans and states is. */
public final class SourceOption {

  private static final String NAME = "--source";

  @Option(
      names = NAME,
      paramLabel = "DIRECTORY",
      description =
          "The root module of plans and states, for the files and lines of their resources. By"
              + " default it is the folder of the plan or the current one, if only one of them has"
              + " the blocks that the plan names.")
  private @Nullable String directory;

  /** An option that states nothing. */
  public SourceOption() {}

  /**
   * The addresses of the resources of files.
   *
   * @param files the addresses by the names of the files
   * @throws BadInputException if the stated directory is none
   */
  public Addresses addresses(CliContext context, Map<String, ResourceAddresses> files) {
    if (directory != null && !Files.isDirectory(context.resolve(directory))) {
      throw new BadInputException(NAME + ": `" + directory + "` is no directory");
    }
    return new Addresses(context.resolve(""), Optional.ofNullable(directory), files);
  }
}
