package io.kmspolicy.interceptor.config;

import io.kmspolicy.directory.ClasspathPolicies;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.WatchedDirectory;
import io.kmspolicy.interceptor.InterceptorBuilder;
import io.kmspolicy.interceptor.source.AwsSource;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.spi.PolicySource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the configured source: live AWS, with files for the layers that it does not load, or
 * files alone.
 */
final class SourceSettings {

  private static final Logger LOG = LoggerFactory.getLogger(SourceSettings.class);

  static final List<String> NAMES =
      List.of(
          "directory",
          "class-path",
          "aws",
          "aws.share",
          "aws.account",
          "aws.vpc-endpoint",
          "refresh-interval");

  private static final String OFF = "off";
  private static final String ON = "on";

  /** The number of intervals without a successful load after which policies are unknown. */
  private static final int MISSED_REFRESHES = 6;

  private final SettingValues values;

  /** The layers that are read from AWS. */
  private final Set<SourceLayer> layers;

  private final Optional<Double> share;
  private final Optional<String> account;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private @Nullable SourceState state;

  SourceSettings(SettingValues values) {
    this.values = values;
    String aws = values.text("aws").orElse(OFF);
    this.layers =
        aws.equals(OFF)
            ? EnumSet.noneOf(SourceLayer.class)
            : aws.equals(ON) ? AwsSource.defaultLayers() : layers();
    this.share = values.positive("aws.share");
    this.account = values.text("aws.account");
    account
        .filter(id -> !Arn.isAccountId(id))
        .ifPresent(
            id -> {
              throw SettingValues.wrong("aws.account", id, "12 digits");
            });
  }

  private Set<SourceLayer> layers() {
    Set<SourceLayer> set = EnumSet.noneOf(SourceLayer.class);
    for (String text : values.list("aws").orElse(List.of())) {
      set.add(layer(text));
    }
    return set;
  }

  private static SourceLayer layer(String text) {
    for (SourceLayer layer : AwsSource.loadableLayers()) {
      if (layer.text().equals(text)) {
        return layer;
      }
      if (layer.formerText().equals(text)) {
        LOG.warn(
            "write `{}` for `{}` in `kms.policy.aws`; the next version refuses the old name",
            layer.text(),
            text);
        return layer;
      }
    }
    throw SettingValues.wrong(
        "aws",
        text,
        "`off`, `on`, or some of "
            + AwsSource.loadableLayers().stream().map(SourceLayer::text).toList());
  }

  /** Whether the source finds the caller of a call, so that none has to be configured. */
  boolean findsCallers() {
    return layers.contains(SourceLayer.CALLER);
  }

  /** Whether any source of policies is configured. */
  boolean areSet() {
    return !layers.isEmpty()
        || values.text("directory").isPresent()
        || values.text("class-path").isPresent();
  }

  /** The state of the source that {@link #addTo} created; null if it is read once. */
  @Nullable SourceState state() {
    return state;
  }

  /** The sources and clients that {@link #addTo} opened, in the order of their closing. */
  List<AutoCloseable> opened() {
    return opened;
  }

  /**
   * Creates the source and adds it to a builder.
   *
   * @return the source of callers; empty if the source does not find callers
   */
  Optional<CallerSource> addTo(InterceptorBuilder builder) {
    Optional<RefreshSettings> refresh = values.duration("refresh-interval").map(this::every);
    Optional<Path> directory = values.text("directory").map(Path::of);
    Optional<String> classPath = values.text("class-path");
    if (directory.isPresent() && classPath.isPresent()) {
      throw new IllegalArgumentException(
          "`kms.policy.directory` and `kms.policy.class-path` are both set; only one can be");
    }
    if (!layers.isEmpty()) {
      AwsSource.Builder live = aws(refresh);
      AwsSource source = live.others(files(directory, classPath, refresh)).build();
      opened.add(0, source); // Before its clients.
      state = source;
      builder.source(source);
      return Optional.of(source);
    }
    if (directory.isPresent()) {
      builder.source(watched(directory.get(), refresh));
    } else if (classPath.isPresent()) {
      builder.source(onClassPath(classPath.get()));
    }
    return Optional.empty();
  }

  private RefreshSettings every(Duration interval) {
    if (interval.toMillis() < 1) {
      throw SettingValues.wrong("refresh-interval", interval.toString(), "longer than that");
    }
    return RefreshSettings.defaults().every(interval, interval.multipliedBy(MISSED_REFRESHES));
  }

  private PolicySource files(
      Optional<Path> directory, Optional<String> classPath, Optional<RefreshSettings> refresh) {
    if (directory.isPresent()) {
      return watched(directory.get(), refresh);
    }
    return classPath.isPresent() ? onClassPath(classPath.get()) : PolicySource.unknown();
  }

  private WatchedDirectory watched(Path directory, Optional<RefreshSettings> refresh) {
    WatchedDirectory watched =
        refresh.isPresent()
            ? WatchedDirectory.open(directory, refresh.get())
            : WatchedDirectory.open(directory);
    opened.add(watched);
    state = watched;
    return watched;
  }

  private static PolicyDirectory onClassPath(String root) {
    ClassLoader own = Thread.currentThread().getContextClassLoader();
    return ClasspathPolicies.load(own == null ? SourceSettings.class.getClassLoader() : own, root);
  }

  private AwsSource.Builder aws(Optional<RefreshSettings> refresh) {
    AwsSource.Builder builder = AwsSource.builder().layers(layers);
    refresh.ifPresent(builder::refresh);
    share.ifPresent(builder::share);
    account.ifPresent(builder::accountId);
    try {
      new AwsClients(layers, values.text("aws.vpc-endpoint").orElse(""), opened).addTo(builder);
    } catch (LinkageError e) {
      throw new IllegalArgumentException(
          "`kms.policy.aws` needs more modules of the SDK than are on the class path: one of `iam`,"
              + " `sts` and `ec2` is not there ("
              + e.getMessage()
              + ")",
          e);
    }
    return builder;
  }
}
