#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/bytes.h"
#include "base/utf8.h"
#include "image/encode.h"
#include "ocr/exports/escape.h"
#include "ocr/exports/export.h"
#include "ocr/exports/glyphless_font.h"
#include "ocr/exports/parts.h"
#include "ocr/exports/pdf_file.h"
#include "ocr/exports/well_formed.h"

namespace cutline::ocr {
namespace {

Quad Box(float left, float top, float right, float bottom) {
  return {{{left, top}, {right, top}, {right, bottom}, {left, bottom}}};
}

// "Hi you" over "世界", one paragraph, and "a|b" as another.
Page Greeting() {
  Page page{.size = {100, 50}, .lines = {}, .paragraphs = {{0, 2}, {2, 1}}};
  page.lines = {{.text = "Hi you",
                 .score = 0.9F,
                 .box = Box(1, 2, 61, 12),
                 .words = {{"Hi", 0.95F, Box(1, 2, 21, 12)}, {"you", 0.85F, Box(31, 2, 61, 12)}}},
                {.text = "世界",
                 .score = 0.8F,
                 .box = Box(1, 14, 21, 24),
                 .words = {{"世", 0.7F, Box(1, 14, 11, 24)}, {"界", 0.9F, Box(11, 14, 21, 24)}}},
                {.text = "a|b", .score = 1, .box = Box(70, 40, 99, 50), .words = {}}};
  return page;
}

std::string Write(std::string_view format, const Page& page, const ExportOptions& options = {}) {
  const std::unique_ptr<Exporter> exporter = MakeExporter(format, options);
  image::Image white(page.size, 3);
  std::fill_n(white.data(), white.byte_count(), std::uint8_t{255});
  const Status added = exporter->Add(page, {.pixels = white, .file = {}});
  EXPECT_TRUE(added.ok()) << added.ToString();
  const Result<ByteBuffer> file = exporter->Finish();
  EXPECT_TRUE(file.has_value());
  return std::string(AsText(*file));
}

TEST(ExportParts, KnowWhereSpacesStand) {
  const Page page = Greeting();
  const std::vector<SpacedWord> latin = WordsOf(page.lines[0]);
  ASSERT_EQ(latin.size(), 2U);
  EXPECT_TRUE(latin[0].space_after);
  EXPECT_FALSE(latin[1].space_after);
  EXPECT_FALSE(WordsOf(page.lines[1])[0].space_after);
  ASSERT_EQ(WordsOf(page.lines[2]).size(), 1U);
  EXPECT_EQ(JoinedText(page.lines), "Hi you 世界 a|b");
  EXPECT_EQ(JoinedText(std::vector{page.lines[1], page.lines[1]}), "世界世界");
  EXPECT_NEAR(MeanScore(std::span(page.lines).first(2)), (6 * 0.9 + 2 * 0.8) / 8, 1e-6);
}

TEST(ExportParts, BoxesStayWithinThePage) {
  const Rect rect = RectOf(Box(-3.5F, 1.2F, 200, 7.1F), {100, 50});
  EXPECT_EQ(rect.left, 0);
  EXPECT_EQ(rect.top, 1);
  EXPECT_EQ(rect.right(), 100);
  EXPECT_EQ(rect.bottom(), 8);
}

TEST(ExportParts, ReplaceIllFormedUtf8ByMaximalSubparts) {
  EXPECT_EQ(ValidUtf8("a\xff\xc0\xaf z"), "a\ufffd\ufffd\ufffd z");
  EXPECT_EQ(ValidUtf8("\xed\xa0\x80"), "\ufffd\ufffd\ufffd");  // a surrogate
  EXPECT_EQ(ValidUtf8("\xf0\x9f\x98"), "\ufffd");              // cut short
  EXPECT_EQ(ValidUtf8("世😀"), "世😀");
  EXPECT_EQ(Utf16Hex("世😀"), "4E16D83DDE00");
  EXPECT_EQ(XmlEscaped("<a&'\">\t\x01\x7f\uffff]]>"),
            "&lt;a&amp;&#39;&quot;&gt;&#9;\ufffd\x7f\ufffd]]&gt;");
  EXPECT_EQ(OneLine("a\tb\r\nc\u2028d"), "a b  c d");
}

TEST(Export, TsvIsTesseracts) {
  Page page = Greeting();
  page.lines[2].text = "a\tb";
  EXPECT_EQ(Write("tsv", page),
            "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\t"
            "conf\ttext\n"
            "1\t1\t0\t0\t0\t0\t0\t0\t100\t50\t-1\t\n"
            "2\t1\t1\t0\t0\t0\t1\t2\t60\t22\t-1\t\n"
            "3\t1\t1\t1\t0\t0\t1\t2\t60\t22\t-1\t\n"
            "4\t1\t1\t1\t1\t0\t1\t2\t60\t10\t-1\t\n"
            "5\t1\t1\t1\t1\t1\t1\t2\t20\t10\t95\tHi\n"
            "5\t1\t1\t1\t1\t2\t31\t2\t30\t10\t85\tyou\n"
            "4\t1\t1\t1\t2\t0\t1\t14\t20\t10\t-1\t\n"
            "5\t1\t1\t1\t2\t1\t1\t14\t10\t10\t70\t世\n"
            "5\t1\t1\t1\t2\t2\t11\t14\t10\t10\t90\t界\n"
            "2\t1\t2\t0\t0\t0\t70\t40\t29\t10\t-1\t\n"
            "3\t1\t2\t1\t0\t0\t70\t40\t29\t10\t-1\t\n"
            "4\t1\t2\t1\t1\t0\t70\t40\t29\t10\t-1\t\n"
            "5\t1\t2\t1\t1\t1\t70\t40\t29\t10\t100\ta b\n");
}

TEST(Export, CsvHasARowForEachLineUnlessToldOtherwise) {
  Page page = Greeting();
  page.lines[2].text = "=1,\"2\"\n";
  EXPECT_EQ(Write("csv", page),
            "page,paragraph,line,text,score,left,top,width,height\r\n"
            "1,1,1,Hi you,0.9,1,2,60,10\r\n"
            "1,1,2,世界,0.8,1,14,20,10\r\n"
            "1,2,1,\"=1,\"\"2\"\"\n\",1,70,40,29,10\r\n");
  EXPECT_TRUE(Write("csv", page, {.detail = Detail::kParagraphs})
                  .starts_with("page,paragraph,text,score,left,top,width,height\r\n"
                               "1,1,Hi you 世界,0.875,1,2,60,22\r\n"));
  EXPECT_TRUE(Write("csv", page, {.detail = Detail::kWords})
                  .starts_with("page,paragraph,line,word,text,score,left,top,width,height\r\n"
                               "1,1,1,1,Hi,0.95,1,2,20,10\r\n"));
}

TEST(Export, JsonlHasAnObjectForEachLineUnlessToldOtherwise) {
  EXPECT_TRUE(Write("jsonl", Greeting(), {.source = "a.png"})
                  .starts_with(R"({"file":"a.png","page":1,"text":"Hi you","score":0.9,)"
                               R"("box":[[1,2],[61,2],[61,12],[1,12]]})"
                               "\n{"));
  const std::string words = Write("jsonl", Greeting(), {.detail = Detail::kWords});
  EXPECT_EQ(std::ranges::count(words, '\n'), 5);
  const std::string paragraphs = Write("jsonl", Greeting(), {.detail = Detail::kParagraphs});
  EXPECT_EQ(std::ranges::count(paragraphs, '\n'), 2);
}

TEST(Export, JsonOfParagraphsHoldsTheirLines) {
  const boost::json::value value =
      boost::json::parse(Write("json", Greeting(), {.detail = Detail::kParagraphs}));
  EXPECT_FALSE(value.as_object().contains("lines"));
  const boost::json::value& first = value.at("paragraphs").at(0);
  EXPECT_EQ(first.at("text").as_string(), "Hi you 世界");
  EXPECT_EQ(first.at("box").at(2).at(0).to_number<int>(), 61);
  EXPECT_EQ(first.at("lines").at(1).at("text").as_string(), "世界");
  EXPECT_FALSE(first.at("lines").at(1).as_object().contains("words"));
}

TEST(Export, RapidocrCountsItsLines) {
  EXPECT_TRUE(Write("rapidocr", Greeting())
                  .starts_with(R"({"0":{"rec_txt":"Hi you","dt_boxes":[[1,2],[61,2],[61,12],)"
                               R"([1,12]],"score":0.9},"1":{)"));
  EXPECT_EQ(Write("rapidocr", Page{.size = {1, 1}}), "{}\n");
}

TEST(Export, MarkdownShowsWhatWasRead) {
  EXPECT_EQ(Write("md", Greeting()), "Hi you 世界\n\na\\|b\n");
  Page page = Greeting();
  page.paragraphs = {{2, 1}};
  for (const auto& [text, written] : std::initializer_list<std::pair<const char*, const char*>>{
           {"- x", "\\- x\n"},
           {"1. x", "1\\. x\n"},
           {"12) <b>", "12\\) \\<b\\>\n"},
           {"1.5 *kg*", "1\\.5 \\*kg\\*\n"},
           {"=== # `a_b`", "\\=== \\# \\`a\\_b\\`\n"},
           {"    code", "code\n"},
           {"~x~ &amp; [l](u)", "\\~x\\~ \\&amp; \\[l\\](u)\n"},
           {"\n", ""}}) {
    page.lines[2].text = text;
    EXPECT_EQ(Write("md", page), written);
  }
}

TEST(Export, MarkdownBreaksAfterALineThatEndsEarly) {
  Page page = Greeting();
  page.paragraphs = {{0, 2}};
  page.lines[1].box = Box(1, 14, 90, 24);
  EXPECT_EQ(Write("md", page), "Hi you 世界\n");
  page.lines[1].box = Box(1, 14, 92, 24);  // room for three characters after "you"
  EXPECT_EQ(Write("md", page), "Hi you\\\n世界\n");
}

TEST(Export, HocrSaysWhereThingsAre) {
  Page page = Greeting();
  page.lines[0].box[2].y = 13;  // rises to the left
  page.lines[1].quarter_turns = 1;
  const std::string text = Write("hocr", page, {.source = "a\"b;<.png"});
  EXPECT_TRUE(WellFormed::Check(text));
  for (const char* part :
       {"title=\"image &quot;a&#39;b,&lt;.png&quot;; bbox 0 0 100 50; ppageno 0\"",
        "title=\"bbox 1 2 61 13; baseline 0.017 -1\"", "title=\"bbox 1 14 21 24; textangle 270\"",
        "title=\"bbox 1 2 21 12; x_wconf 95\">Hi</span> <span", ">世</span><span"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << text;
  }
}

TEST(Export, AltoSaysWhereThingsAre) {
  Page page = Greeting();
  page.lines[1].quarter_turns = 3;
  page.lines[2].quarter_turns = 2;
  const std::string text = Write("alto", page, {.source = "a.png", .model = "m"});
  EXPECT_TRUE(WellFormed::Check(text));
  for (const char* part :
       {"HPOS=\"1\" VPOS=\"2\" WIDTH=\"20\" HEIGHT=\"10\" CONTENT=\"Hi\" WC=\"0.9500\"/><SP/>",
        "<Polygon POINTS=\"1,2 61,2 61,12 1,12\"/>", "BASEDIRECTION=\"btt\"", "ROTATION=\"180\"",
        "CONTENT=\"世\" WC=\"0.7000\"/>\n<String"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << text;
  }
}

TEST(Export, PagexmlHoldsOnePage) {
  const std::string text = Write("pagexml", Greeting());
  EXPECT_TRUE(WellFormed::Check(text));
  EXPECT_NE(text.find("<Coords points=\"1,2 61,2 61,12 1,12\"/>"), std::string::npos);
  EXPECT_NE(text.find("<Unicode>Hi you&#10;世界</Unicode>"), std::string::npos);
  for (const char* format : {"pagexml", "png"}) {
    const std::unique_ptr<Exporter> exporter = MakeExporter(format, {});
    image::Image picture({100, 50}, 3);
    std::fill_n(picture.data(), picture.byte_count(), std::uint8_t{255});
    Page page = Greeting();
    page.lines.pop_back();
    page.paragraphs.pop_back();
    ASSERT_TRUE(exporter->Add(page, {.pixels = picture, .file = {}}).ok());
    EXPECT_EQ(exporter->Add(page, {.pixels = picture, .file = {}}).code(), Code::kUnprocessable);
  }
}

TEST(Export, SaysThatThereIsNoTable) {
  const image::Image none;
  for (const char* format : {"csv", "html"}) {
    for (const bool tables_only : {true, false}) {
      const auto exporter = MakeExporter(format, {.tables_only = tables_only});
      ASSERT_TRUE(exporter->Add(Greeting(), {.pixels = none, .file = {}}).ok());
      EXPECT_EQ(exporter->note(), tables_only ? "No table was found" : "") << format;
    }
  }
}

TEST(Export, HostileTextStaysText) {
  Page page = Greeting();
  page.lines[0].text = "]]>\x01<b>\"'&\xff\xed\xa0\x80\u202e\t\n";
  page.lines[0].words = {{page.lines[0].text, 2, Box(-1e9F, -5, 1e9F, 1e9F)}};
  const ExportOptions options{.source = "a\"\n\t<\xfe.png", .model = "&\xc3"};
  for (const char* format : {"hocr", "alto", "pagexml"})
    EXPECT_TRUE(WellFormed::Check(Write(format, page, options))) << format;
  for (const char* format : {"json", "rapidocr"})
    EXPECT_NO_THROW(static_cast<void>(boost::json::parse(Write(format, page, options)))) << format;
  for (const std::string_view format : ExportFormatNames()) {
    const std::string file = Write(format, page, options);
    const bool is_text = format != "pdf" && format != "png";
    EXPECT_TRUE(!is_text || IsValidUtf8(file)) << format;
  }
}

TEST(Export, ADrawnPageIsStoredTheSmallerWay) {
  image::Image flat({300, 200}, 3), noise({300, 200}, 3);
  std::fill_n(flat.data(), flat.byte_count(), std::uint8_t{200});
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < noise.byte_count(); ++i) {
    state = state * 1664525U + 1013904223U;
    noise.data()[i] = static_cast<std::uint8_t>(100 + (state >> 28));
  }
  for (const auto& [pixels, filter] :
       {std::pair<image::Image*, std::string_view>(&flat, "/FlateDecode /DecodeParms"),
        std::pair<image::Image*, std::string_view>(&noise, "/DCTDecode")}) {
    const auto exporter = MakeExporter("pdf", {.paged = true});
    ASSERT_TRUE(exporter->Add(Page{.size = {300, 200}}, {.pixels = *pixels, .file = {}}).ok());
    const auto file = exporter->Finish();
    ASSERT_TRUE(file);
    EXPECT_TRUE(AsText(*file).contains(filter));
  }
}

TEST(Export, APdfOfManyLargePicturesIsRefusedBeforeMemoryIs) {
  const image::Image pixels({100, 50}, 3);
  auto jpeg = image::EncodeJpeg(pixels, {.quality = 90});
  ASSERT_TRUE(jpeg);
  jpeg->resize(100 << 20);  // what follows a JPEG's end is part of the file
  const auto exporter = MakeExporter("pdf", {.paged = true});
  const auto add = [&] { return exporter->Add(Greeting(), {.pixels = pixels, .file = *jpeg}); };
  EXPECT_TRUE(add().ok());
  EXPECT_TRUE(add().ok());
  const Status refused = add();
  EXPECT_EQ(refused.code(), Code::kTooLarge);
  EXPECT_TRUE(refused.hint().en.contains("pages=1-2")) << refused.hint().en;
}

TEST(Export, PdfIsTheSameEachTime) {
  const std::string once = Write("pdf", Greeting(), {.source = "世.png"});
  EXPECT_EQ(once, Write("pdf", Greeting(), {.source = "世.png"}));
  EXPECT_TRUE(once.starts_with("%PDF-1.7\n"));
  EXPECT_TRUE(once.ends_with("%%EOF\n"));
  EXPECT_NE(once.find("/Title <FEFF4E16002E0070006E0067>"), std::string::npos);
}

TEST(Export, TheInvisibleFontHasNoOutlines) {
  const ByteBuffer font = GlyphlessFont();
  EXPECT_LT(font.size(), 400U);
  EXPECT_EQ(font[5], 6);  // tables
}

}  // namespace
}  // namespace cutline::ocr
