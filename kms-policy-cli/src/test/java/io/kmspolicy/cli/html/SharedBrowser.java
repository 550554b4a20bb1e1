package io.kmspolicy.cli.html;

import java.io.IOException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One browser for the tests of a class. */
public final class SharedBrowser implements AfterAllCallback {

  private Browser browser;

  /** The browser with an empty page and the settings with which it was opened. */
  public Browser emptied() throws IOException, InterruptedException {
    if (browser == null) {
      browser = Browser.open();
    }
    browser.empty();
    return browser;
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (browser != null) {
      browser.close();
    }
  }
}
