package io.kmspolicy.inputs.address;

import io.kmspolicy.inputs.ResourceAddress;
import io.kmspolicy.inputs.ResourceAddresses;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.report.ResourcePlaces;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The addresses of the resources in the files of a command. Not safe to share between threads. */
public final class Addresses implements ResourcePlaces {

  private final TerraformSources sources;
  private final Map<String, ResourceAddresses> files;

  /**
   * The addresses of files.
   *
   * @param directory the folder of relative names
   * @param source the folder of the root module of plans and states, if it is stated
   * @param files the addresses by the names of the files
   */
  public Addresses(Path directory, Optional<String> source, Map<String, ResourceAddresses> files) {
    this(new TerraformSources(directory, source), files);
  }

  private Addresses(TerraformSources sources, Map<String, ResourceAddresses> files) {
    this.sources = sources;
    this.files = Map.copyOf(files);
  }

  /** The addresses of the files of both. A file of both has the addresses of this. */
  public Addresses and(Addresses others) {
    Map<String, ResourceAddresses> all = new HashMap<>(others.files);
    all.putAll(files);
    return new Addresses(sources, all);
  }

  @Override
  public ResourcePlace of(String policy, SourceLocation location) {
    ResourceAddresses file = files.getOrDefault(location.source(), ResourceAddresses.none());
    Optional<ResourceAddress> at = file.at(location.pointer());
    Optional<ResourceAddress> owner = file.ofPolicy(policy).or(() -> at);
    // A statement of a data source stands in the block of that, and not of the resource.
    Optional<SourceLocation> block =
        at.or(() -> owner)
            .flatMap(ResourceAddress::origin)
            .flatMap(origin -> sources.line(location.source(), file, origin));
    return new ResourcePlace(location, owner.map(ResourceAddress::text).orElse(""), block);
  }
}
