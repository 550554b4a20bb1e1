package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.Place;
import io.kmspolicy.inputs.tree.SourceNode.Unresolved;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a file says about principals, keys and other holders of policies. */
public final class StateSketch {

  private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z]+)+-[0-9]+");

  private final List<PrincipalSketch> principals = new ArrayList<>();
  private final List<KeySketch> keys = new ArrayList<>();
  private final List<Candidate> others = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final List<Claim> claims = new ArrayList<>();
  private final Map<String, String> endpointRegions = new HashMap<>();
  private final Map<String, Set<String>> waits = new HashMap<>();
  private final Set<String> replaced = new HashSet<>();
  private Optional<Instant> preparedAt = Optional.empty();

  /**
   * A user, role or key that the file does not identify.
   *
   * @param name its name in the file
   * @param reason what is missing
   */
  public record LeftOut(String name, String reason, Place place) {}

  /** A state without anything. */
  public StateSketch() {}

  /** The users and roles. */
  public List<PrincipalSketch> principals() {
    return principals;
  }

  /** The keys. */
  public List<KeySketch> keys() {
    return keys;
  }

  /** Policies of VPC endpoints for KMS and of organizations. */
  public List<Candidate> others() {
    return others;
  }

  /** What the file does not identify. */
  public List<LeftOut> leftOut() {
    return leftOut;
  }

  /** What it says about users, roles and keys that other files may define. */
  public List<Claim> claims() {
    return claims;
  }

  /** The Regions of the VPC endpoints by the names of their policies, where they are known. */
  public Map<String, String> endpointRegions() {
    return endpointRegions;
  }

  /** The users and roles that exist before a resource is created, by its name. */
  public Map<String, Set<String>> waits() {
    return waits;
  }

  /** The users and roles that a plan deletes and creates again. */
  public Set<String> replaced() {
    return replaced;
  }

  /** When a plan was made; empty if the file does not say. */
  public Optional<Instant> preparedAt() {
    return preparedAt;
  }

  /** States when a plan was made. */
  void preparedAt(Optional<Instant> time) {
    preparedAt = time;
  }

  /** The Region in the name of a service of endpoints; empty if it names none. */
  public static Optional<String> regionOf(String serviceName) {
    String[] parts = serviceName.split("\\.", -1);
    return parts.length > 2
        ? Optional.of(parts[parts.length - 2]).filter(part -> REGION.matcher(part).matches())
        : Optional.empty();
  }

  /** Leaves something out. */
  public void leaveOut(String name, Unresolved reason) {
    leftOut.add(new LeftOut(name, reason.reason(), reason.place()));
  }

  /** Whether the endpoints of a service may carry requests to KMS; also if it is not known. */
  public static boolean mayServeKms(Optional<String> serviceName) {
    return serviceName
        .map(name -> name.endsWith(".kms") || name.endsWith(".kms-fips"))
        .orElse(true);
  }
}
