package io.kmspolicy.cli.collect;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.source.RequiredProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of {@code docs/cli-collect.md} print what the page says, from an account in moto to
 * the page about the fleet, and one question more. Run with {@code -Dkmspolicy.golden=write} to
 * rewrite the page, and review the difference.
 */
class CollectPageTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().resolveSibling("");
  private static final Path PAGE = ROOT.resolve("docs").resolve("cli-collect.md");
  private static final Pattern COMMANDS =
      Pattern.compile("\n```\n(moto_server.*?)```\n", Pattern.DOTALL);
  private static final Pattern OUTPUT =
      Pattern.compile("They print:\n\n```text\n(.*?)```\n", Pattern.DOTALL);
  private static final Pattern QUESTION =
      Pattern.compile(
          "\n```\n(kms-policy who-can.*?)```\n\nprints:\n\n```text\n(.*?)```\n", Pattern.DOTALL);
  private static final String NEXT = "=== the question\n";
  private static final Pattern KEY_ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final int SECONDS = 180;

  @TempDir private Path folder;

  @Test
  @DisplayName("From an account in moto to the page of the fleet in five commands, as printed")
  void page_fiveCommands_endWithThePageOfTheFleet() throws IOException, InterruptedException {
    RequiredProgram.MOTO.path();
    RequiredProgram.BASH.path();
    String page = Files.readString(PAGE);
    Matcher commands = COMMANDS.matcher(page);
    Matcher output = OUTPUT.matcher(page);
    Matcher question = QUESTION.matcher(page);
    assertThat(commands.find() && output.find() && question.find()).isTrue();
    List<String> lines =
        commands.group(1).replace("\\\n", "").lines().filter(line -> !line.isBlank()).toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.get(4)).startsWith("kms-policy report ").endsWith(" -o fleet.html");

    String text = run(commands.group(1) + "echo '" + NEXT.strip() + "'\n" + question.group(1));
    List<String> printed = List.of(KEY_ID.matcher(text).replaceAll("KEY-ID").split(NEXT, -1));
    assertThat(Files.readString(folder.resolve("fleet.html")))
        .startsWith("<!DOCTYPE html>")
        .contains("alias/orders", "role/jobs/Batch");
    String rewritten =
        page.substring(0, output.start(1))
            + printed.get(0)
            + page.substring(output.end(1), question.start(2))
            + printed.get(1)
            + page.substring(question.end(2));
    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      Files.writeString(PAGE, rewritten);
    }
    assertThat(rewritten).isEqualTo(page);
  }

  /** Runs the commands in a folder of their own, on a port that is free. */
  private String run(String commands) throws IOException, InterruptedException {
    String port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = Integer.toString(socket.getLocalPort());
    }
    Path script = folder.resolve("scripts").resolve("example-account");
    Files.createDirectories(script.getParent());
    Files.copy(
        ROOT.resolve("scripts").resolve("example-account"),
        script,
        StandardCopyOption.COPY_ATTRIBUTES);
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.createDirectories(folder.resolve("bin"));
    Path program = folder.resolve("bin").resolve("kms-policy");
    Files.writeString(
        program,
        "#!/bin/sh\nexec '"
            + java
            + "' -XX:TieredStopAtLevel=1 -cp \"$CLASSES\" io.kmspolicy.cli.KmsPolicy \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    ProcessBuilder builder =
        new ProcessBuilder(
            "/bin/bash", "-c", commands.replace("5000", port) + "\nkill $!\nwait 2>/dev/null\n");
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().put("CLASSES", System.getProperty("java.class.path"));
    Path text = folder.resolve("output");
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(text.toFile())
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    assertThat(ended).as(Files.readString(text)).isTrue();
    return Files.readString(text);
  }
}
