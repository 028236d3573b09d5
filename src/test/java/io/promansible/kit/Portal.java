package io.promansible.kit;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A real Chromium of Debian's package, driven by Playwright, with one window for each person. */
public final class Portal implements AutoCloseable {
  private static final String AXE = axe();
  private static final double PATIENCE = 30_000;

  private final Playwright playwright;
  private final Browser browser;
  private final URI base;

  /** Starts a browser for the service at an address. */
  public Portal(URI base) {
    this.base = base;
    // Playwright brings node along for five platforms; Debian's does as well.
    System.setProperty("playwright.nodejs.path", "/usr/bin/node");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(List.of("--no-sandbox", "--disable-dev-shm-usage")));
  }

  private static String axe() {
    try (InputStream in = Portal.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A window of its own, with cookies of its own. */
  public Window window() {
    return window(new Browser.NewContextOptions().setViewportSize(1280, 900));
  }

  /** A window that runs no scripts. */
  public Window withoutScripts() {
    return window(
        new Browser.NewContextOptions().setViewportSize(1280, 900).setJavaScriptEnabled(false));
  }

  private Window window(Browser.NewContextOptions options) {
    BrowserContext context =
        browser.newContext(
            // Colours that change slowly would be measured half way.
            options.setBaseURL(base.toString()).setReducedMotion(ReducedMotion.REDUCE));
    context.setDefaultTimeout(PATIENCE);
    return new Window(context, context.newPage());
  }

  /** A person's window. What the browser complains about is remembered. */
  public static final class Window implements AutoCloseable {
    private final BrowserContext context;
    private final Page page;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Window(BrowserContext context, Page page) {
      this.context = context;
      this.page = page;
      page.onConsoleMessage(message -> {
        // A form that is refused is answered by 422, which browsers note.
        boolean refused = message.text().contains("status of 422");
        if (List.of("error", "warning").contains(message.type()) && !refused) {
          complaints.add(page.url() + ": " + message.text());
        }
      });
      page.onPageError(fault -> complaints.add(page.url() + ": " + fault));
      page.onDialog(dialog -> {
        complaints.add(page.url() + ": a dialog: " + dialog.message());
        dialog.dismiss();
      });
    }

    /** Playwright's own page. */
    public Page page() {
      return page;
    }

    /** Playwright's own context. */
    public BrowserContext context() {
      return context;
    }

    /** Opens a path. */
    public Window open(String path) {
      page.navigate(path);
      return this;
    }

    /** Logs a person in. */
    public Window logIn(String name, String password) {
      open("/login");
      page.fill("[name=username]", name);
      page.fill("[name=password]", password);
      page.click("main button");
      page.waitForURL(url -> !url.contains("/login"));
      return this;
    }

    /** Waits for a text in the content. */
    public Window await(String text) {
      page.locator("main").getByText(text).first().waitFor();
      return this;
    }

    /** What the content says. */
    public String text() {
      return page.innerText("main");
    }

    /** Shows the page in a size and theme. */
    public Window look(int width, int height, boolean dark) {
      page.setViewportSize(width, height);
      page.emulateMedia(
          new Page.EmulateMediaOptions()
              .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT));
      return this;
    }

    /** Errors of scripts, violations of the content security policy, dialogs. */
    public List<String> complaints() {
      return complaints;
    }

    /** By how many pixels the page is wider than the window. */
    public int tooWide() {
      return ((Number)
              page.evaluate(
                  "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
          .intValue();
    }

    /** What axe-core finds serious or critical, each with the elements it is about. */
    @SuppressWarnings("unchecked")
    public List<Object> barriers() {
      page.evaluate(AXE);
      return (List<Object>)
          page.evaluate(
              """
              async () => (await axe.run(document, {resultTypes: ['violations']})).violations
                .filter(v => ['serious', 'critical'].includes(v.impact))
                .map(v => v.id + ': ' + v.help + ': '
                  + v.nodes.slice(0, 3).map(n => n.html).join(' | '))\
              """);
    }

    /** Takes a picture of the whole page. */
    public void picture(String name) {
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(Path.of("target/screenshots").resolve(name + ".png"))
              .setFullPage(true));
    }

    @Override
    public void close() {
      context.close();
    }
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
