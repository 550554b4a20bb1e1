package io.kmspolicy.directory;

import io.kmspolicy.directory.DirectoryLoader.SettleTimes;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.source.LayerCache;
import io.kmspolicy.source.LayerSet;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.source.SourceStatus;
import io.kmspolicy.source.TimeSource;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy directory that is read again when it changes. It has the layout of {@link
 * PolicyDirectory}.
 *
 * <p>The directory is looked at when the file system reports a change, and every interval because
 * some file systems report none. When it differs from what was read, what was read is known to be
 * outdated and stops no call. The new state is read when it has stayed the same for a second, or
 * for 30 seconds if something was removed. A problem in a document makes its layer unknown; a
 * problem that could hide a layer refuses the new state.
 *
 * <p>To replace several files at once, write a new directory beside the old one and turn a symbolic
 * link to it, or state the number of files; see {@link PolicyDirectory}.
 *
 * <pre>{@code
 * try (WatchedDirectory policies = WatchedDirectory.open(Path.of("policies"))) {
 *   builder.source(policies);
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads. One daemon thread looks for changes until it is closed.
 */
public final class WatchedDirectory
    implements PolicySource, KeyDirectory, SourceState, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WatchedDirectory.class);

  private static final SettleTimes SETTLE =
      new SettleTimes(Duration.ofSeconds(1), Duration.ofSeconds(30));

  private final Path root;
  private final LayerSet layers;
  private final LayerCache<Path, PolicyDirectory> directory;
  private final DirectoryWatch watch;
  private final SnapshotPublisher publisher = new SnapshotPublisher();

  private final ReportedChanges changes = new ReportedChanges();

  /** Whether a line said that the directory was read. */
  private volatile boolean announced;

  private WatchedDirectory(Path root, RefreshSettings settings, SettleTimes settle) {
    this.root = root;
    this.watch = new DirectoryWatch(root);
    // The root is the only subject. It is used at every tick, so it is never dropped.
    this.layers = new LayerSet(settings, TimeSource.system());
    DirectoryLoader loader = new DirectoryLoader(settle, this::markOutdated);
    this.directory =
        layers.add(
            SourceLayer.DIRECTORY,
            path -> published(loader.load(path)),
            subject -> false,
            PolicyDirectory::problems);
    directory.keep(root);
    layers.beforeEachTick(this::look);
  }

  /** Opens a directory that is read in the background; until then everything is unknown. */
  public static WatchedDirectory open(Path root) {
    return open(root, RefreshSettings.defaults().every(Duration.ofMinutes(1), Duration.ofHours(1)));
  }

  /** Opens a directory with other times. */
  public static WatchedDirectory open(Path root, RefreshSettings settings) {
    return open(root, settings, SETTLE);
  }

  static WatchedDirectory open(Path root, RefreshSettings settings, SettleTimes settle) {
    WatchedDirectory opened = new WatchedDirectory(root, settings, settle);
    opened.layers.start();
    return opened;
  }

  /** A state counts as read when the authorizers have it. */
  private PolicyDirectory published(PolicyDirectory read) {
    changes.read(read);
    publisher.read(read);
    if (!announced) {
      announced = true;
      LOG.info("read {}", text(DirectorySummary.of(read)));
    }
    return read;
  }

  /**
   * Publishes the directory to an authorizer: the state that is there now, and each state that is
   * read later. {@link #awaitLoaded} then means that the authorizer has it. A state that is refused
   * leaves the last good one published, up to the maximum age; after that everything is unknown.
   *
   * <pre>{@code
   * Authorizer authorizer = Authorizer.builder().build();
   * WatchedDirectory policies = WatchedDirectory.open(path).publishTo(authorizer);
   * boolean isLoaded = policies.awaitLoaded(Duration.ofSeconds(30));
   * }</pre>
   *
   * <p>Later states are compiled on the thread that reads the directory, so no decision waits for
   * them. While the directory is known to be outdated, {@link #isOutdated} tells it.
   *
   * @return this directory
   * @throws IllegalStateException if the authorizer is closed
   */
  public WatchedDirectory publishTo(Authorizer authorizer) {
    publisher.add(authorizer);
    return this;
  }

  private void look() {
    boolean changed = watch.hasChanged();
    Optional<PolicyDirectory> current = directory.peek(root);
    current.ifPresent(this::applyPendingChanges);
    publisher.look(current);
    directory.keep(root);
    if (changed) {
      directory.refreshSoon();
    }
  }

  /** The directory differs from what was read: until it is read again, it stops no call. */
  private void markOutdated() {
    directory.markOutdated(root);
  }

  private Optional<PolicyDirectory> read() {
    Optional<PolicyDirectory> current = directory.get(root);
    current.ifPresent(this::applyPendingChanges);
    return current;
  }

  private void applyPendingChanges(PolicyDirectory read) {
    if (changes.applyTo(read)) {
      publisher.markChanged();
    }
  }

  /** The directory as it was read last; replaced as a whole when it is read again. */
  @Override
  public PolicySource current() {
    Optional<PolicyDirectory> read = read();
    return read.isPresent() ? read.get() : PolicySource.unknown();
  }

  @Override
  public PrincipalPolicies principal(Caller caller) {
    return current().principal(caller);
  }

  @Override
  public Caller.RolePath rolePath(Caller.RoleCaller session) {
    return current().rolePath(session);
  }

  @Override
  public boolean hasVpcEndpointIn(String region) {
    return current().hasVpcEndpointIn(region);
  }

  @Override
  public KeyPolicies key(KmsResource resource, Caller caller) {
    return current().key(resource, caller);
  }

  /** Makes the resource unknown until its files change. */
  @Override
  public void changed(KmsResource resource) {
    changes.add(resource, read());
    publisher.markChanged();
  }

  /** Waits until the directory is read. */
  @Override
  public boolean awaitLoaded(Duration timeout) throws InterruptedException {
    return layers.awaitLoaded(timeout, () -> true);
  }

  @Override
  public String provenance(PolicyType type, Caller caller, KmsResource resource) {
    return directory.provenance(root, "the directory as read");
  }

  @Override
  public Optional<KmsResource.Key> keyBehind(KmsResource.Alias alias) {
    return read().flatMap(known -> known.keyBehind(alias));
  }

  @Override
  public Optional<KmsResource.Key> keyWithId(String region, String keyId) {
    return read().flatMap(known -> known.keyWithId(region, keyId));
  }

  @Override
  public Optional<KeyMetadata> metadata(KmsResource.Key key) {
    return read().flatMap(known -> known.metadata(key));
  }

  /** When the directory was last found unchanged; the same for all layers. */
  @Override
  public Optional<Instant> loadedAt(SourceLayer layer) {
    return layers.loadedAt(SourceLayer.DIRECTORY);
  }

  @Override
  public boolean isOutdated(Caller caller, KmsResource resource) {
    return directory.isOutdated(root);
  }

  @Override
  public Map<String, Instant> loadedAt() {
    return layers.loadedAt();
  }

  @Override
  public Set<String> layers() {
    return layers.layers();
  }

  @Override
  public Optional<SourceStatus> status(SourceLayer layer) {
    return layers.status(layer);
  }

  @Override
  public List<SourceStatus> statuses() {
    return layers.statuses();
  }

  /**
   * The directory with what it describes, such as {@code directory policies (3 principals, 5 keys;
   * unknown: session policies)}, or with the reason for which it is not known.
   */
  @Override
  public String toString() {
    Optional<PolicyDirectory> current = directory.peek(root);
    if (current.isPresent()) {
      return text(DirectorySummary.of(current.get()));
    }
    String reason = directory.status().reason();
    return text(reason.isEmpty() ? "not read yet" : "unknown: " + reason);
  }

  private String text(String state) {
    return "directory " + Quoting.oneLine(root.toString()) + " (" + state + ")";
  }

  /** Stops looking for changes. What was read last is used until it is too old. */
  @Override
  public void close() {
    layers.close();
    watch.close();
  }
}
