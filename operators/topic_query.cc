// See topic_query.h. Reads by recursive descent, one function for each level of binding.
#include "operators/topic_query.h"

#include <algorithm>
#include <array>

#include "operators/topic_pattern.h"
#include "operators/topic_tokens.h"
#include "pipeline/spelling.h"

namespace yuqing {
namespace {

using Op = Query::Op;

constexpr int kDeepest = 100;

// Puts a node below an any or an all; (a | b) | c is the same as a | b | c.
void adopt(Query& parent, Query child) {
  if (child.op != parent.op) {
    parent.children.push_back(std::move(child));
    return;
  }
  for (Query& grandchild : child.children) {
    parent.children.push_back(std::move(grandchild));
  }
}

class Reader {
 public:
  Reader(Tokens tokens, const std::vector<EntityRule>& entities)
      : tokens_(tokens), entities_(entities) {}

  ReadQuery expression() {
    advance();
    found_.query = any();
    if (token_.is == Token::Is::close) {
      refuse("')' closes nothing; remove it or write '(' where the group begins");
    }
    refuse_what_follows();
    return std::move(found_);
  }

  ReadQuery pattern() {
    token_ = tokens_.rest();
    if (token_.is == Token::Is::mistake) {
      refuse(token_.text);
    }
    found_.query = leaf();
    if (!found_.mistake && token_.is != Token::Is::end) {
      refuse("something stands behind the end; in a list every term is a text of its own");
    }
    return std::move(found_);
  }

 private:
  void advance() {
    token_ = tokens_.next();
    if (token_.is == Token::Is::mistake) {
      refuse(token_.text);
    }
  }

  // Only the first mistake counts: the others may follow from it.
  void refuse(std::string what) { refuse_at(token_.at, std::move(what)); }
  void refuse_at(std::size_t at, std::string what) {
    if (!found_.mistake) {
      found_.mistake = QueryMistake{.at = at, .what = std::move(what)};
    }
    token_ = {.is = Token::Is::end, .at = token_.at};
    tokens_ = Tokens("");
  }

  Query any() { return joined(Op::any, Token::Is::any, &Reader::all); }
  Query all() { return joined(Op::all, Token::Is::all, &Reader::near); }

  Query joined(Op op, Token::Is sign, Query (Reader::*part)()) {
    Query first = (this->*part)();
    refuse_missing_operator();
    if (token_.is != sign) {
      return first;
    }
    Query parent{.op = op};
    adopt(parent, std::move(first));
    while (token_.is == sign) {
      if (op == Op::all) {
        unfit_.push_back({.at = token_.at, .sign = "'&'"});
      }
      advance();
      adopt(parent, (this->*part)());
      refuse_missing_operator();
    }
    return parent;
  }

  Query near() {
    const std::size_t before_left = unfit_.size();
    Query left = one();
    if (token_.is != Token::Is::near && token_.is != Token::Is::ordered) {
      return left;
    }
    refuse_unfit(before_left);
    Query both{.op = token_.is == Token::Is::near ? Op::near : Op::ordered,
               .distance = token_.distance};
    const std::size_t at = token_.at;
    advance();
    const std::size_t before_right = unfit_.size();
    both.children.push_back(std::move(left));
    both.children.push_back(one());
    refuse_unfit(before_right);
    if (token_.is == Token::Is::near || token_.is == Token::Is::ordered) {
      refuse("nearness does not chain; write (a ~8 b) & (b ~8 c)");
    }
    unfit_.push_back({.at = at, .sign = "nearness"});
    return both;
  }

  Query one() {
    if (token_.is != Token::Is::none && token_.is != Token::Is::open) {
      return leaf();
    }
    if (++depth_ > kDeepest) {
      refuse("nested deeper than 100 levels; write it flatter");
    }
    Query inner = token_.is == Token::Is::open ? group() : none();
    depth_--;
    return inner;
  }

  Query none() {
    unfit_.push_back({.at = token_.at, .sign = "'!'"});
    advance();
    Query none{.op = Op::none};
    none.children.push_back(one());
    return none;
  }

  Query group() {
    const std::size_t at = token_.at;
    advance();
    Query inner = any();
    if (token_.is != Token::Is::close) {
      refuse_at(at, "'(' is not closed; write ')' where the group ends");
    }
    advance();
    return inner;
  }

  Query leaf() {
    if (!token_.is_leaf()) {
      refuse_missing_term();
      return {};
    }
    Query query = token_.is == Token::Is::entity ? entity() : pattern_leaf();
    advance();
    return query;
  }

  Query entity() {
    const auto named = [this](const EntityRule& rule) { return rule.id == token_.text; };
    const auto rule = std::ranges::find_if(entities_, named);
    if (rule == entities_.end()) {
      refuse("'$" + token_.text + "' is no known entity; " +
             nearest_entity(token_.text, entities_));
      return {};
    }
    Query query{.op = Op::any};
    for (const Pattern& alias : rule->aliases) {
      query.children.push_back(add(alias));
    }
    return query.children.size() == 1 ? query.children.front() : query;
  }

  Query pattern_leaf() {
    const Pattern::Is is = token_.is == Token::Is::hashtag   ? Pattern::Is::hashtag
                           : token_.is == Token::Is::mention ? Pattern::Is::mention
                           : token_.is == Token::Is::regex   ? Pattern::Is::regex
                                                             : Pattern::Is::term;
    std::string complaint = complaint_about(is, token_.text);
    if (!complaint.empty()) {
      refuse(std::move(complaint));
      return {};
    }
    Pattern pattern = make_pattern(is, token_.text);
    pattern.column = static_cast<std::uint32_t>(token_.at);
    return add(std::move(pattern));
  }

  Query add(Pattern pattern) {
    found_.leaves.push_back(std::move(pattern));
    return {.leaf = static_cast<std::uint32_t>(found_.leaves.size() - 1)};
  }

  void refuse_missing_term() {
    if (token_.is == Token::Is::end) {
      refuse("a term is missing at the end; write one or remove the operator before");
      return;
    }
    const bool closes = token_.is == Token::Is::close;
    refuse(closes ? "')' stands where a term should; write one before it"
                  : "an operator stands where a term should; write a term before it, or put it in "
                    "quotes if it is meant as text");
  }

  void refuse_missing_operator() {
    if (token_.is_leaf() || token_.is == Token::Is::open) {
      refuse(
          "an operator is missing before this; write | or & or ~8, or put a term of several "
          "words in quotes");
    } else if (token_.is == Token::Is::none) {
      refuse("an operator is missing before '!'; write & before it");
    }
  }

  void refuse_what_follows() {
    if (token_.is != Token::Is::end) {
      refuse("something stands behind the end of the expression; join it with | or &");
    }
  }

  // Operators that must not stand below nearness, in the order of the query.
  struct Unfit {
    std::size_t at = 0;
    const char* sign = "";
  };
  void refuse_unfit(std::size_t since) {
    if (unfit_.size() > since) {
      refuse_at(unfit_[since].at,
                std::string(unfit_[since].sign) +
                    " cannot stand below nearness, which joins terms and groups with '|' only; "
                    "write (a ~8 b) & c");
    }
  }

  Tokens tokens_;
  const std::vector<EntityRule>& entities_;
  Token token_;
  ReadQuery found_;
  std::vector<Unfit> unfit_;
  int depth_ = 0;
};

}  // namespace

std::string nearest_entity(std::string_view id, const std::vector<EntityRule>& entities) {
  const auto closer = [id](const EntityRule& a, const EntityRule& b) {
    return distance(id, a.id) < distance(id, b.id);
  };
  const auto nearest = std::ranges::min_element(entities, closer);
  return nearest == entities.end() ? "define it as an [[entity]]"
                                   : "the nearest entity is '" + nearest->id + "'";
}

ReadQuery read_query(std::string_view text, const std::vector<EntityRule>& entities) {
  return Reader(Tokens(text), entities).expression();
}

ReadQuery read_pattern(std::string_view text, const std::vector<EntityRule>& entities) {
  return Reader(Tokens(text), entities).pattern();
}

bool is_true_of_nothing(const Query& query) {
  switch (query.op) {
    case Query::Op::any:
      return std::ranges::any_of(query.children, is_true_of_nothing);
    case Query::Op::all:
      return std::ranges::all_of(query.children, is_true_of_nothing);
    case Query::Op::none:
      return std::ranges::none_of(query.children, is_true_of_nothing);
    default:
      return false;
  }
}

}  // namespace yuqing
