package io.kmspolicy.cli.input;

import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.directory.AssumedNone;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryBuilder;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.text.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** The option that states layers to be none, for every command that reads policies. */
public final class AssumeNoneOption {

  /** The name of the option. */
  public static final String NAME = AssumedNone.OPTION;

  private static final String FORMER = "--none";

  /** Of warnings that are alike. */
  private static final int SHOWN = 10;

  @Option(
      names = NAME,
      split = ",",
      paramLabel = "LAYER",
      description =
          "Layers that are none where the policies say nothing of them: identity, boundary,"
              + " session, scp, rcp, grants, endpoint, or all of these; may be repeated.")
  private List<String> layers = new ArrayList<>();

  @Option(names = FORMER, split = ",", hidden = true, paramLabel = "LAYER")
  private List<String> former = new ArrayList<>();

  private final Set<String> warned = new HashSet<>();

  /** An option that states nothing. */
  public AssumeNoneOption() {}

  /** The layers that are stated to be none. */
  public AssumedNone layers(CliContext context) {
    if (!former.isEmpty()) {
      warn(context, FORMER + ": write `" + NAME + "`, the next version refuses `" + FORMER + "`");
    }
    List<String> all = new ArrayList<>(layers);
    all.addAll(former);
    return AssumedNone.of(NAME, all, text -> warn(context, text));
  }

  /**
   * Reads a policy directory in which these layers are none, and warns once about what leaves
   * answers open.
   *
   * @param name the directory as the command line has it
   * @throws PolicyDirectoryException if anything is wrong with it
   */
  public PolicyDirectory load(CliContext context, String name) {
    PolicyDirectory directory = PolicyDirectory.load(context.resolve(name), layers(context));
    directory.warnings().forEach(text -> warn(context, text));
    List<String> open = directory.unknownPaths();
    open.stream().limit(SHOWN).forEach(text -> warn(context, name + ": " + text));
    if (open.size() > SHOWN) {
      warn(context, name + ": " + (open.size() - SHOWN) + " more like these");
    }
    return directory;
  }

  /**
   * Reads a policy directory in which these layers are none.
   *
   * @param name the directory as the command line has it
   * @throws BadInputException if anything is wrong with it
   */
  public PolicyDirectory directory(CliContext context, String name) {
    try {
      return load(context, name);
    } catch (PolicyDirectoryException refused) {
      throw BadInputException.of(refused);
    }
  }

  /** The principals and keys of such a directory. */
  public DirectoryNames names(CliContext context, String name) throws IOException {
    return new DirectoryNames(context.resolve(name), directory(context, name));
  }

  /** A directory that knows of these layers only; empty if none is stated. */
  public Optional<PolicyDirectory> alone(CliContext context) {
    AssumedNone assumed = layers(context);
    if (assumed.isEmpty()) {
      return Optional.empty();
    }
    PolicyDirectoryBuilder builder = new PolicyDirectoryBuilder();
    assumed.layers().forEach(builder::none);
    return Optional.of(builder.build());
  }

  /** Prints a warning once. */
  private void warn(CliContext context, String text) {
    if (warned.add(text)) {
      context.err().println("warning: " + SafeText.of(text));
    }
  }
}
