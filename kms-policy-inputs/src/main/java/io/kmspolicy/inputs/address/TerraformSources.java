package io.kmspolicy.inputs.address;

import io.kmspolicy.inputs.ResourceAddress.Origin;
import io.kmspolicy.inputs.ResourceAddresses;
import io.kmspolicy.inputs.TerraformBlock;
import io.kmspolicy.inputs.TerraformBlocks;
import io.kmspolicy.model.policy.SourceLocation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the blocks of resources in folders of Terraform source. A wrong line is worse than none: a
 * folder with a file that cannot be read has no lines, and neither has a block with two headers.
 */
final class TerraformSources {

  private static final int MAX_FILES = 1000;
  private static final int MAX_BYTES = 4 << 20;

  private final Path current;
  private final Optional<String> stated;
  private final Map<String, Optional<Path>> roots = new HashMap<>();
  private final Map<Path, Optional<Map<TerraformBlock, List<SourceLocation>>>> folders =
      new HashMap<>();

  /**
   * The source of plans and states.
   *
   * @param directory the folder of relative names
   * @param stated the folder of the root module, if it is stated
   */
  TerraformSources(Path directory, Optional<String> stated) {
    this.current = directory.toAbsolutePath().normalize();
    this.stated = stated;
  }

  /** The line of the block that makes a resource; empty if it is not certain. */
  Optional<SourceLocation> line(String file, ResourceAddresses addresses, Origin origin) {
    return roots
        .computeIfAbsent(file, unused -> root(file, addresses))
        .flatMap(root -> blocks(root, origin.folder()))
        .map(blocks -> blocks.getOrDefault(origin.block(), List.of()))
        .filter(lines -> lines.size() == 1)
        .map(lines -> lines.get(0));
  }

  /** The folder of the root module of a file. */
  private Optional<Path> root(String file, ResourceAddresses addresses) {
    if (stated.isPresent()) {
      return stated.map(folder -> current.resolve(folder).normalize());
    }
    Set<Path> fitting = new LinkedHashSet<>();
    Path beside = current.resolve(file).normalize().getParent();
    Stream.of(current, beside)
        .filter(Objects::nonNull)
        .filter(folder -> fits(folder, addresses.configured()))
        .forEach(fitting::add);
    return fitting.size() == 1 ? fitting.stream().findFirst() : Optional.empty();
  }

  /** Whether a folder has the blocks of a configuration, and no other resources of their types. */
  private boolean fits(Path folder, Set<TerraformBlock> configured) {
    Set<String> types = configured.stream().map(TerraformBlock::type).collect(Collectors.toSet());
    Optional<Set<TerraformBlock>> there =
        blocks(folder, "")
            .map(
                blocks ->
                    blocks.keySet().stream()
                        .filter(block -> !block.kind().equals("data"))
                        .filter(block -> block.type().isEmpty() || types.contains(block.type()))
                        .collect(Collectors.toSet()));
    return !configured.isEmpty() && there.filter(configured::equals).isPresent();
  }

  /** The places of the blocks of a folder; empty if not all of its files can be read. */
  private Optional<Map<TerraformBlock, List<SourceLocation>>> blocks(Path root, String folder) {
    try {
      return folders.computeIfAbsent(root.resolve(folder).normalize(), this::read);
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
  }

  private Optional<Map<TerraformBlock, List<SourceLocation>>> read(Path folder) {
    Map<TerraformBlock, List<SourceLocation>> all = new HashMap<>();
    try (Stream<Path> entries = Files.list(folder)) {
      List<Path> files =
          entries
              .filter(file -> TerraformBlocks.isSource(file.getFileName().toString()))
              .limit(MAX_FILES + 1L)
              .toList();
      if (files.size() > MAX_FILES || hasTwins(files)) {
        return Optional.empty();
      }
      for (Path file : files) {
        if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
          return Optional.empty();
        }
        Optional<Map<TerraformBlock, List<Integer>>> found =
            TerraformBlocks.read(file.getFileName().toString(), Files.readString(file));
        if (found.isEmpty()) {
          return Optional.empty();
        }
        String name = current.relativize(file).toString();
        found.get().forEach((block, lines) -> add(block, name, lines, all));
      }
    } catch (IOException | UncheckedIOException | IllegalArgumentException unreadable) {
      return Optional.empty(); // Not there, not UTF-8, or on another file system.
    }
    return Optional.of(all);
  }

  /** Whether one of two files is in place of the other one, which depends on the program. */
  private static boolean hasTwins(List<Path> files) {
    Set<String> names = new HashSet<>();
    return !files.stream()
        .map(file -> file.getFileName().toString().replaceFirst("\\.(tf|tofu)(\\.json)?$", "$2"))
        .allMatch(names::add);
  }

  private static void add(
      TerraformBlock block,
      String name,
      List<Integer> lines,
      Map<TerraformBlock, List<SourceLocation>> all) {
    List<SourceLocation> places = all.computeIfAbsent(block, unused -> new ArrayList<>());
    lines.forEach(line -> places.add(SourceLocation.at(name, "", line, 1)));
  }
}
