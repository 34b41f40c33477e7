#include "models/download.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/check.h"
#include "base/hash.h"
#include "base/version.h"

namespace cutline::models {
namespace {

using namespace std::chrono_literals;

constexpr long kMostRedirects = 5;
constexpr auto kTick = 200ms;  // between looks at deadline and progress

struct EasyFree {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiFree {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListFree {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string_view Trim(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::optional<std::uint64_t> ParseNumber(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

// "host:port" for sentences: addresses may carry passwords and signatures.
std::string HostOf(const std::string& url) {
  const std::size_t begin = url.find("://");
  std::string_view rest = std::string_view(url).substr(begin == std::string::npos ? 0 : begin + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos)
    rest.remove_prefix(at + 1);
  return std::string(rest);
}

// What the part's note says of an address: enough to know it again, and no secret on disk.
std::string SourceOf(const std::string& url) { return Sha256Hex(AsBytes(url)); }

Status CheckUrl(const std::string& url) {
  const std::string lower = Lower(url.substr(0, 8));
  if ((lower.starts_with("http://") || lower.starts_with("https://")) && !HostOf(url).empty())
    return {};
  return InvalidArgument({"A download address starts with https:// or http://.",
                          "下载地址须以 https:// 或 http:// 开头。"})
      .WithField("url");
}

// One request. The call-backs run inside curl_multi_perform, on the caller's thread.
class Transfer {
 public:
  Transfer(std::string url, PartFile& part, const DownloadOptions& options)
      : url_(std::move(url)),
        part_(part),
        options_(options),
        easy_(curl_easy_init()),
        multi_(curl_multi_init()) {
    CUTLINE_CHECK(easy_ && multi_);
  }
  ~Transfer() { curl_multi_remove_handle(multi_.get(), easy_.get()); }

  Status Run(bool resume, const OnProgress& progress, const Context& context);

  // The server has nothing behind the bytes that we have.
  [[nodiscard]] bool range_refused() const { return status_code_ == 416; }
  // ... because they are all there are.
  [[nodiscard]] bool part_is_whole() const {
    return range_refused() && range_total_ == part_.size();
  }

 private:
  void SetUp(bool resume);
  void OnHeader(std::string_view line);
  Status OnBody(ByteSpan bytes);
  Status StartBody();
  [[nodiscard]] Status Explain(CURLcode code) const;

  std::string url_;
  PartFile& part_;
  const DownloadOptions& options_;
  std::unique_ptr<CURL, EasyFree> easy_;
  std::unique_ptr<CURLM, MultiFree> multi_;
  std::unique_ptr<curl_slist, ListFree> headers_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};

  // Of the last response: earlier ones were redirects.
  long status_code_ = 0;
  std::string etag_;
  std::optional<std::uint64_t> content_length_;
  std::uint64_t range_begin_ = 0;
  std::uint64_t range_total_ = 0;

  bool body_started_ = false;
  std::uint64_t total_ = 0;
  Status body_status_;  // what made a call-back stop the transfer
};

void Transfer::SetUp(bool resume) {
  CURL* easy = easy_.get();
  curl_easy_setopt(easy, CURLOPT_URL, url_.c_str());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, error_text_.data());
  curl_easy_setopt(easy, CURLOPT_USERAGENT, fmt::format("cutline/{}", Version()).c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR,
                   Lower(url_.substr(0, 8)) == "https://" ? "https" : "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(easy, CURLOPT_MAXREDIRS, kMostRedirects);
  curl_easy_setopt(easy, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS,
                   static_cast<long>(options_.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_LIMIT, options_.stall_bytes_per_second);
  curl_easy_setopt(easy, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options_.stall_time.count()));
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(
      easy, CURLOPT_HEADERFUNCTION, +[](char* data, std::size_t, std::size_t size, void* self) {
        static_cast<Transfer*>(self)->OnHeader({data, size});
        return size;
      });
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(
      easy, CURLOPT_WRITEFUNCTION, +[](char* data, std::size_t, std::size_t size, void* self) {
        auto& transfer = *static_cast<Transfer*>(self);
        transfer.body_status_ = transfer.OnBody(AsBytes({data, size}));
        return transfer.body_status_.ok() ? size : std::size_t{0};
      });
  if (resume) {
    curl_slist* list =
        curl_slist_append(nullptr, fmt::format("Range: bytes={}-", part_.size()).c_str());
    if (!part_.etag().empty())
      list = curl_slist_append(list, fmt::format("If-Range: {}", part_.etag()).c_str());
    headers_.reset(list);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list);
  }
}

void Transfer::OnHeader(std::string_view line) {
  if (line.starts_with("HTTP/")) {  // the first line of a response; redirects bring several
    const std::size_t space = line.find(' ');
    const auto code = ParseNumber(space == std::string_view::npos ? "" : line.substr(space + 1, 3));
    status_code_ = static_cast<long>(code.value_or(0));
    etag_.clear();
    content_length_.reset();
    range_begin_ = range_total_ = 0;
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const std::string name = Lower(Trim(line.substr(0, colon)));
  const std::string_view value = Trim(line.substr(colon + 1));
  if (name == "etag") {
    if (value.starts_with('"')) etag_ = value;  // a weak one can't vouch for bytes
  } else if (name == "content-length") {
    content_length_ = ParseNumber(value);
  } else if (name == "content-range" && value.starts_with("bytes ")) {
    const std::string_view range = value.substr(6);
    const std::size_t slash = range.find('/');
    if (slash == std::string_view::npos) return;
    range_begin_ = ParseNumber(range.substr(0, range.find('-'))).value_or(0);
    range_total_ = ParseNumber(range.substr(slash + 1)).value_or(0);
  }
}

Status Transfer::StartBody() {
  if (status_code_ == 206) {
    if (range_begin_ != part_.size()) {
      return IoError(
          {fmt::format("{} sent another part of the file than was asked for.", HostOf(url_)),
           fmt::format("{} 返回的不是所请求的文件部分。", HostOf(url_))});
    }
    total_ = range_total_;
  } else {
    CUTLINE_RETURN_IF_ERROR(part_.Restart(SourceOf(url_), etag_));
    total_ = content_length_.value_or(0);
  }
  if (total_ != 0 && options_.expected_bytes != 0 && total_ != options_.expected_bytes) {
    return Unprocessable({fmt::format("{} offers a file of {} bytes; the published one has {}.",
                                      HostOf(url_), total_, options_.expected_bytes),
                          fmt::format("{} 提供的文件为 {} 字节，而发布文件为 {} 字节。",
                                      HostOf(url_), total_, options_.expected_bytes)})
        .WithHint({"Check the address.", "请检查地址。"});
  }
  if (total_ > options_.max_bytes) {
    return IoError({fmt::format("{} offers {}; at most {} are taken.", HostOf(url_),
                                FormatBytes(total_), FormatBytes(options_.max_bytes)),
                    fmt::format("{} 提供的文件为 {}，上限为 {}。", HostOf(url_),
                                FormatBytes(total_), FormatBytes(options_.max_bytes))});
  }
  return total_ > part_.size() ? part_.CheckRoom(total_ - part_.size()) : Status();
}

Status Transfer::OnBody(ByteSpan bytes) {
  if (!body_started_) {
    body_started_ = true;
    CUTLINE_RETURN_IF_ERROR(StartBody());
  }
  if (part_.size() + bytes.size() > options_.max_bytes) {
    return IoError(
        {fmt::format("{} sends more than {}.", HostOf(url_), FormatBytes(options_.max_bytes)),
         fmt::format("{} 发送的数据超过 {}。", HostOf(url_), FormatBytes(options_.max_bytes))});
  }
  return part_.Append(bytes);
}

Status Transfer::Run(bool resume, const OnProgress& progress, const Context& context) {
  SetUp(resume);
  CUTLINE_CHECK(curl_multi_add_handle(multi_.get(), easy_.get()) == CURLM_OK);
  const std::stop_callback wake(context.cancelled, [&] { curl_multi_wakeup(multi_.get()); });
  std::uint64_t reported = 0;
  int running = 1;
  while (true) {
    CUTLINE_RETURN_IF_ERROR(context.Check());
    curl_multi_perform(multi_.get(), &running);
    if (progress && body_started_ && part_.size() != reported) {
      reported = part_.size();
      progress({.done = reported, .total = total_});
    }
    if (running == 0) break;
    curl_multi_poll(multi_.get(), nullptr, 0, static_cast<int>(kTick.count()), nullptr);
  }
  int left = 0;
  const CURLMsg* message = curl_multi_info_read(multi_.get(), &left);
  CUTLINE_CHECK(message != nullptr && message->msg == CURLMSG_DONE);
  if (message->data.result != CURLE_OK) return Explain(message->data.result);
  if (!body_started_) CUTLINE_RETURN_IF_ERROR(StartBody());  // an empty file
  return {};
}

Status Transfer::Explain(CURLcode code) const {
  const std::string host = HostOf(url_);
  const std::string detail = error_text_[0] != '\0' ? error_text_.data() : curl_easy_strerror(code);
  const auto io = [&](std::string en, std::string zh) {
    return IoError({std::move(en), std::move(zh)}).WithDetail(detail);
  };
  const Sentence again = {"Run the same command again: it goes on where it stopped.",
                          "请再次运行同一命令：将从中断处继续。"};
  switch (code) {
    case CURLE_WRITE_ERROR:
      if (!body_status_.ok()) return body_status_;
      break;
    case CURLE_HTTP_RETURNED_ERROR:
      return io(fmt::format("{} answered {} to the download.", host, status_code_),
                fmt::format("{} 对下载请求返回了 {}。", host, status_code_))
          .WithHint({"Check the address, or get the file elsewhere and import it.",
                     "请检查地址，或从其他途径取得文件后导入。"});
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
      return io(fmt::format("{} can't be reached.", host), fmt::format("无法连接 {}。", host))
          .WithHint({"Check the network and https_proxy, or get the file elsewhere and import it.",
                     "请检查网络与 https_proxy，或从其他途径取得文件后导入。"});
    case CURLE_OPERATION_TIMEDOUT:
      return io(fmt::format("{} stopped sending.", host), fmt::format("{} 停止发送数据。", host))
          .WithHint(again);
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
      return io(fmt::format("The connection to {} broke after {}.", host,
                            FormatBytes(part_.size())),
                fmt::format("与 {} 的连接在传输 {} 后中断。", host, FormatBytes(part_.size())))
          .WithHint(again);
    case CURLE_TOO_MANY_REDIRECTS:
      return io(fmt::format("{} sends the download in circles.", host),
                fmt::format("{} 的重定向次数过多。", host));
    case CURLE_UNSUPPORTED_PROTOCOL:
      return io(fmt::format("{} redirects to an address that is not followed.", host),
                fmt::format("{} 重定向到了不允许的地址。", host));
    case CURLE_URL_MALFORMAT:
      return InvalidArgument({"The download address can't be read.", "下载地址无法解析。"})
          .WithField("url");
    default:
      break;
  }
  return io(fmt::format("The download from {} failed.", host),
            fmt::format("从 {} 下载失败。", host))
      .WithHint(again);
}

// libcurl wants this once, before any thread uses it.
void InitCurl() {
  static const CURLcode outcome = curl_global_init(CURL_GLOBAL_DEFAULT);
  CUTLINE_CHECK(outcome == CURLE_OK);
}

}  // namespace

Status Download(const std::string& url, PartFile& part, const DownloadOptions& options,
                const OnProgress& progress, const Context& context) {
  CUTLINE_RETURN_IF_ERROR(CheckUrl(url));
  InitCurl();
  // Without an ETag nothing vouches that the rest fits the beginning: start over.
  const bool resume = part.size() > 0 && part.source() == SourceOf(url) && !part.etag().empty();
  if (resume) {
    Transfer rest(url, part, options);
    Status status = rest.Run(true, progress, context);
    if (status.ok() || !rest.range_refused()) return status;
    if (rest.part_is_whole()) return {};
  }
  Transfer whole(url, part, options);
  return whole.Run(false, progress, context);
}

}  // namespace cutline::models
